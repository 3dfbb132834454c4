import { Alert, Button, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { askPasskey } from "./ask-passkey.ts";
import type { LoggedIn } from "./second-step.ts";

interface PasskeyWayProps {
  readonly onLoggedIn: (user: LoggedIn) => void;
}

/** Passkeys are for names of hosts, not for addresses, and for secure pages (WebAuthn §5.1.2). */
const IS_POSSIBLE = "PublicKeyCredential" in globalThis && !/^[\d.]+$|:/.test(location.hostname);

/** The log-in by a passkey alone, without e-mail address and password: it is two factors in one. */
export function PasskeyWay({ onLoggedIn }: PasskeyWayProps): ReactElement | null {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const logIn = useMutation({
    mutationFn: async () => {
      const { ticket, options } = await call(api.POST("/api/v1/sessions/passkey/options"));
      const passkey = await askPasskey(options);
      return call(api.POST("/api/v1/sessions/passkey", { body: { ticket, passkey } }));
    },
    onSuccess: (user) => onLoggedIn(user),
  });
  if (!IS_POSSIBLE) return null;
  return (
    <Stack gap="sm">
      {logIn.isError && (
        <Alert color="red" role="alert">
          {logIn.error.name === "NotAllowedError" ? t("passkey-cancelled") : textOf(logIn.error)}
        </Alert>
      )}
      <Button
        variant="default"
        fullWidth
        leftSection={<Fingerprint size={18} aria-hidden />}
        loading={logIn.isPending}
        onClick={() => logIn.mutate()}
      >
        {t("passkey-alone")}
      </Button>
    </Stack>
  );
}
