import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { secondStepOf, type LoggedIn, type SecondStep } from "./second-step.ts";
import { SecondStepForm } from "./second-step-form.tsx";

const MIN_PASSWORD_CHARACTERS = 8;

interface LinkFormProps {
  /** Of the link in the e-mail. */
  readonly token: string;
  readonly onLoggedIn: (user: LoggedIn) => void;
}

/** Where the link of an invitation, or of a reset, leads: a password is chosen, and its user is logged in. */
export function LinkForm({ token, onLoggedIn }: LinkFormProps): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [password, setPassword] = useState("");
  const [step, setStep] = useState<SecondStep>();
  const link = useQuery({
    queryKey: ["account-link", token],
    queryFn: () => call(api.POST("/api/v1/account-links/check", { body: { token } })),
  });
  const use = useMutation({
    mutationFn: () => call(api.POST("/api/v1/account-links/use", { body: { token, password } })),
    onSuccess: (answer) => {
      const second = secondStepOf(answer);
      if (second === undefined) onLoggedIn(answer as LoggedIn);
      else setStep(second);
    },
  });
  if (step !== undefined)
    return <SecondStepForm step={step} onLoggedIn={onLoggedIn} onBack={() => location.assign("/")} />;
  const failure = link.error ?? use.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        use.mutate();
      }}
    >
      <Stack aria-busy={link.isPending}>
        {failure !== null && (
          <Alert color="red" role="alert">
            {textOf(failure)}
          </Alert>
        )}
        {link.data !== undefined && (
          <>
            <Text>{t("link-text", { name: link.data.name, company: link.data.company })}</Text>
            <input type="email" autoComplete="username" value={link.data.email} readOnly hidden />
            <PasswordInput
              label={t("new-password")}
              description={t("new-password-text")}
              autoComplete="new-password"
              minLength={MIN_PASSWORD_CHARACTERS}
              required
              withAsterisk={false}
              autoFocus
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            <Button type="submit" loading={use.isPending}>
              {t("link-use")}
            </Button>
          </>
        )}
      </Stack>
    </form>
  );
}
