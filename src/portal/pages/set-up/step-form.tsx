import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Fields } from "../../components/add-dialog.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { faultAt } from "../../i18n/problem-text.ts";

export interface StepProps {
  /** Done, or left for later. */
  readonly onDone: () => void;
}

interface StepFormProps<Values extends object> {
  readonly onDone: (isSaved: boolean) => void;
  /** What it is for. */
  readonly text: string;
  readonly first: Values;
  readonly save: (values: Values) => Promise<unknown>;
  /** False: there is nothing to be left for later, what stands there is right. */
  readonly canSkip?: boolean;
  readonly children: (fields: Fields<Values>) => ReactNode;
}

/** One step of the set-up: a form that is saved, or left for later. */
export function StepForm<Values extends object>(props: StepFormProps<Values>): ReactElement {
  const { text, first, save, canSkip = true, onDone, children } = props;
  const { t } = useTranslation("set-up");
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Partial<Values>>({});
  const value = { ...first, ...typed };
  const saving = useMutation({
    mutationFn: () => save(value),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onDone(true);
    },
  });
  useUnsaved(Object.keys(typed).length > 0 && !saving.isSuccess);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack maw={520}>
        <Text c="dimmed">{text}</Text>
        {saving.isError && <ErrorState error={saving.error} />}
        {children({
          value,
          set: (field, one) => setTyped((before) => ({ ...before, [field]: one })),
          faultOf: (pointer) => faultAt(saving.error, pointer),
        })}
        <Group>
          <Button type="submit" loading={saving.isPending}>
            {t("continue")}
          </Button>
          {canSkip && (
            <Button variant="subtle" onClick={() => onDone(false)}>
              {t("later")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
