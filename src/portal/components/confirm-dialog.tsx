import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { OVER_ALL } from "../theme/theme.ts";
import { ErrorState } from "./states.tsx";

interface ConfirmDialogProps {
  readonly opened: boolean;
  /** A question that names what it is about. */
  readonly title: string;
  /** What follows from a yes. */
  readonly children?: ReactNode;
  /** The verb of the button: "Remove", not "Yes". */
  readonly action: string;
  readonly isDangerous?: boolean;
  /** The dialog stays and says why where it fails. */
  readonly onConfirm: () => unknown;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { t } = useTranslation();
  const { opened, title, children, action, isDangerous = false, onConfirm, onClose } = props;
  const confirm = useMutation({ mutationFn: async () => await onConfirm(), onSuccess: onClose });
  const close = (): void => {
    confirm.reset();
    onClose();
  };
  return (
    <Modal zIndex={OVER_ALL} opened={opened} onClose={close} title={title}>
      <Stack>
        {confirm.isError && <ErrorState error={confirm.error} />}
        {children !== undefined && <Text component="div">{children}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            {...(isDangerous && { color: "red.8" })}
            loading={confirm.isPending}
            onClick={() => confirm.mutate()}
            data-autofocus
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
