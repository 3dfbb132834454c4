import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState } from "../../components/states.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { ProvedDialog } from "./proved-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** From the password to a passkey that the browser, or a key in it, has made. */
export function AddPasskey({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("my-account");
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <ProvedDialog
      title={t("second.passkey-title")}
      text={t("second.prove")}
      action={t("second.continue")}
      prove={(body) => call(api.POST("/api/v1/second-factor/passkeys/options", { body }))}
      onClose={onClose}
    >
      {(begun) =>
        codes === undefined ? (
          <Make
            {...begun}
            onMade={(recoveryCodes) => {
              notifications.show({ color: "green", message: t("second.passkey-done") });
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

interface MakeProps {
  readonly ticket: string;
  /** What the browser is asked. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly onMade: (recoveryCodes: readonly string[] | null) => void;
  readonly onClose: () => void;
}

/** A browser that refuses says so by these names of errors (WebAuthn §6.3). */
const CANCELLED: readonly string[] = ["NotAllowedError", "AbortError"];
const KNOWN_ALREADY = "InvalidStateError";

function Make({ ticket, options, onMade, onClose }: MakeProps): ReactElement {
  const { t } = useTranslation(["my-account", "common"]);
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: async () => {
      const { startRegistration } = await import("@simplewebauthn/browser");
      const made = await startRegistration({ optionsJSON: options as never });
      const response = made as unknown as Record<string, unknown>;
      return call(api.POST("/api/v1/second-factor/passkeys", { body: { ticket, name: name.trim(), response } }));
    },
    onSuccess: ({ recoveryCodes }) => onMade(recoveryCodes),
  });
  const failure = make.error?.name ?? "";
  const said = CANCELLED.includes(failure)
    ? t("second.passkey-cancelled")
    : failure === KNOWN_ALREADY
      ? t("second.passkey-known")
      : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        {said !== undefined && (
          <Alert color="red" role="alert">
            {said}
          </Alert>
        )}
        {make.isError && said === undefined && <ErrorState error={make.error} />}
        <Text size="sm">{t("second.make-passkey")}</Text>
        <TextInput
          label={t("second.passkey-name")}
          placeholder={t("second.passkey-example")}
          required
          withAsterisk={false}
          autoFocus
          value={name}
          error={faultAt(make.error, "/name")}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t("second.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
