import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { QrCode } from "../../components/qr-code.tsx";
import { ErrorState } from "../../components/states.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { ProvedDialog } from "./proved-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** From the password to an authenticator app that has shown a right code. */
export function AddAuthenticator({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("my-account");
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <ProvedDialog
      title={t("second.totp-title")}
      text={t("second.prove")}
      action={t("second.continue")}
      prove={(body) => call(api.POST("/api/v1/second-factor/totp", { body }))}
      onClose={onClose}
    >
      {(begun) =>
        codes === undefined ? (
          <Confirm
            {...begun}
            onConfirmed={(recoveryCodes) => {
              notifications.show({ color: "green", message: t("second.totp-done") });
              if (recoveryCodes === null) onClose();
              else setCodes(recoveryCodes);
            }}
            onClose={onClose}
          />
        ) : (
          <RecoveryCodes codes={codes} onClose={onClose} />
        )
      }
    </ProvedDialog>
  );
}

interface ConfirmProps {
  readonly secret: string;
  readonly uri: string;
  /** Null: the recovery codes of before go on. */
  readonly onConfirmed: (recoveryCodes: readonly string[] | null) => void;
  readonly onClose: () => void;
}

function Confirm({ secret, uri, onConfirmed, onClose }: ConfirmProps): ReactElement {
  const { t } = useTranslation(["my-account", "common"]);
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => call(api.POST("/api/v1/second-factor/totp/confirm", { body: { code } })),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  const isWrong = faultAt(confirm.error, "/code") !== undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <Stack>
        {confirm.isError && !isWrong && <ErrorState error={confirm.error} />}
        <Text size="sm">{t("second.scan")}</Text>
        <Group justify="center">
          <QrCode text={uri} alt={t("second.qr")} />
        </Group>
        <Text size="sm" component="div">
          {t("second.type-secret")}{" "}
          <Text span ff="monospace" data-secret style={{ overflowWrap: "anywhere" }}>
            {secret}
          </Text>
        </Text>
        <TextInput
          label={t("second.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          autoFocus
          maxLength={7}
          value={code}
          error={isWrong ? t("second.wrong-code") : undefined}
          onChange={({ currentTarget }) => setCode(currentTarget.value.replaceAll(" ", ""))}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t("second.confirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
