import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";

/** Asks for the link by which a forgotten password is replaced. What comes back tells nothing of who has an account. */
export function ForgottenForm({ onBack }: { readonly onBack: () => void }): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: () => call(api.POST("/api/v1/password-resets", { body: { email } })) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Stack>
        {ask.isError && (
          <Alert color="red" role="alert">
            {textOf(ask.error)}
          </Alert>
        )}
        {ask.isSuccess ? (
          <Alert color="green" variant="light" icon={<MailCheck size={18} aria-hidden />} role="status">
            {t("forgotten-sent")}
          </Alert>
        ) : (
          <>
            <Text size="sm">{t("forgotten-text")}</Text>
            <TextInput
              label={t("email")}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
            />
            <Button type="submit" loading={ask.isPending}>
              {t("forgotten-send")}
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
