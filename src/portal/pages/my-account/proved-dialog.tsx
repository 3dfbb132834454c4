import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../../components/states.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { useOwnUser } from "../../session/own-settings.ts";

interface ProvedDialogProps<Proved> {
  readonly title: string;
  /** What follows. */
  readonly text: string;
  /** The verb of the button. */
  readonly action: string;
  readonly prove: (proof: { readonly currentPassword: string }) => Promise<Proved>;
  readonly onClose: () => void;
  /** What comes next; without it the dialog closes. */
  readonly children?: (proved: Proved) => ReactNode;
}

/** Asks for the password once more: a browser that was left open changes no second factor. */
export function ProvedDialog<Proved>(props: ProvedDialogProps<Proved>): ReactElement {
  const { title, text, action, prove, onClose, children } = props;
  const { t } = useTranslation(["my-account", "common"]);
  const { email } = useOwnUser();
  const [currentPassword, setPassword] = useState("");
  const proving = useMutation({
    mutationFn: () => prove({ currentPassword }),
    onSuccess: () => {
      if (children === undefined) onClose();
    },
  });
  const fault = faultAt(proving.error, "/currentPassword");
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      // What is shown once isn't lost by one key.
      closeOnEscape={proving.data === undefined}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {proving.data !== undefined && children !== undefined ? (
        children(proving.data)
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            proving.mutate();
          }}
        >
          <Stack>
            <Text size="sm">{text}</Text>
            {proving.isError && fault === undefined && <ErrorState error={proving.error} />}
            <input type="email" autoComplete="username" value={email} readOnly hidden />
            <PasswordInput
              label={t("password.current")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              data-autofocus
              value={currentPassword}
              error={fault}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t("common:cancel")}
              </Button>
              <Button type="submit" loading={proving.isPending}>
                {action}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
