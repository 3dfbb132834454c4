import { Button, Group, Modal, Stack, type MantineSize } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { faultAt } from "../i18n/problem-text.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ErrorState } from "./states.tsx";
import { useUnsaved } from "./unsaved.tsx";

/** The fields of a form, over what is typed into it. */
export interface Fields<Values> {
  readonly value: Values;
  readonly set: <Field extends keyof Values>(field: Field, value: Values[Field]) => void;
  /** What is wrong with a field, by its JSON pointer: "/name". */
  readonly faultOf: (pointer: string) => string | undefined;
}

interface AddFormProps<Values extends object, Added> {
  /** As the form begins; it doesn't change. */
  readonly first: Values;
  readonly add: (values: Values) => Promise<Added>;
  /** It is there, and what shows it was read again. */
  readonly onAdded?: (added: Added) => void;
  /** What is read again; undefined: everything. */
  readonly queryKey?: readonly string[];
  /** The verb of the button. */
  readonly action: string;
  readonly isReady?: (values: Values) => boolean;
  readonly children: (fields: Fields<Values>) => ReactNode;
  /** Stands in the place of the form once it was added: a secret that is shown once. */
  readonly done?: (added: Added, close: () => void) => ReactNode;
}

interface AddDialogProps<Values extends object, Added> extends AddFormProps<Values, Added> {
  readonly opened: boolean;
  readonly title: string;
  readonly size?: MantineSize;
  readonly onClose: () => void;
}

/** A form that adds one thing, over the page. Closing it, by whichever way, asks first where something was typed. */
export function AddDialog<Values extends object, Added>(props: AddDialogProps<Values, Added>): ReactElement {
  const { opened, title, size = "md", onClose, ...form } = props;
  const { t } = useTranslation();
  const [isDirty, setDirty] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const close = (): void => (isDirty ? setAsking(true) : onClose());
  return (
    <>
      <Modal
        {...{ opened, title, size }}
        onClose={close}
        closeOnClickOutside={false}
        // The question is closed by it first.
        closeOnEscape={!isAsking}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <AddForm {...form} onDirty={setDirty} onClose={close} />
      </Modal>
      <ConfirmDialog
        opened={isAsking}
        title={t("unsaved.title")}
        action={t("unsaved.leave")}
        isDangerous
        onConfirm={onClose}
        onClose={() => setAsking(false)}
      >
        {t("unsaved.text")}
      </ConfirmDialog>
    </>
  );
}

interface InDialog {
  readonly onDirty: (isDirty: boolean) => void;
  readonly onClose: () => void;
}

function AddForm<Values extends object, Added>(props: AddFormProps<Values, Added> & InDialog): ReactElement {
  const { first, add, onAdded, queryKey, action, isReady, children, done, onDirty, onClose } = props;
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Partial<Values>>({});
  const value = { ...first, ...typed };
  const adding = useMutation({
    mutationFn: () => add(value),
    onSuccess: async (added) => {
      await queryClient.invalidateQueries(queryKey === undefined ? {} : { queryKey });
      saved();
      onAdded?.(added);
    },
  });
  const isDirty = Object.keys(typed).length > 0 && adding.data === undefined;
  const saved = useUnsaved(isDirty);
  useEffect(() => {
    onDirty(isDirty);
    return () => onDirty(false);
  }, [isDirty, onDirty]);
  if (adding.data !== undefined && done !== undefined) return <>{done(adding.data, onClose)}</>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        {children({
          value,
          set: (field, one) => setTyped((before) => ({ ...before, [field]: one })),
          faultOf: (pointer) => faultAt(adding.error, pointer),
        })}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={isReady?.(value) === false}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
