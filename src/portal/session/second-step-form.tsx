import { Alert, Anchor, Button, Divider, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { askPasskey } from "./ask-passkey.ts";
import type { LoggedIn, SecondStep } from "./second-step.ts";

interface SecondStepFormProps {
  readonly step: SecondStep;
  readonly onLoggedIn: (user: LoggedIn) => void;
  readonly onBack: () => void;
}

/** The code of an authenticator app, a recovery code, or the passkey of this device. */
export function SecondStepForm({ step, onLoggedIn, onBack }: SecondStepFormProps): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const { ticket, methods, passkey } = step;
  const [code, setCode] = useState("");
  const prove = useMutation({
    mutationFn: async (how: "code" | "passkey") => {
      const proof = how === "code" ? { code: code.replaceAll(" ", "") } : { passkey: await askPasskey(passkey) };
      return call(api.POST("/api/v1/sessions/second-factor", { body: { ticket, ...proof } }));
    },
    onSuccess: onLoggedIn,
  });
  const takesCode = methods.some((method) => method !== "passkey");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate("code");
      }}
    >
      <Stack>
        {prove.isError && (
          <Alert color="red" role="alert">
            {prove.error.name === "NotAllowedError" ? t("passkey-cancelled") : textOf(prove.error)}
          </Alert>
        )}
        {takesCode && (
          <>
            <TextInput
              label={t("code")}
              description={t("code-text")}
              inputMode="text"
              autoComplete="one-time-code"
              required
              withAsterisk={false}
              autoFocus
              value={code}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
            <Button type="submit" loading={prove.isPending} fullWidth>
              {t("log-in")}
            </Button>
          </>
        )}
        {passkey !== null && (
          <>
            {takesCode && <Divider label={<Text size="sm">{t("or")}</Text>} />}
            <Button
              variant="default"
              leftSection={<Fingerprint size={18} aria-hidden />}
              onClick={() => prove.mutate("passkey")}
            >
              {t("passkey")}
            </Button>
          </>
        )}
        <Anchor component="button" type="button" size="sm" ta="center" onClick={onBack}>
          {t("back")}
        </Anchor>
      </Stack>
    </form>
  );
}
