import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { OpenIdWay } from "./open-id-way.tsx";
import { PasskeyWay } from "./passkey-way.tsx";
import { secondStepOf, type LoggedIn, type SecondStep } from "./second-step.ts";
import { SecondStepForm } from "./second-step-form.tsx";

interface LogInFormProps {
  /** Filled in where it is known who logs in again. */
  readonly email?: string;
  readonly onLoggedIn: (user: LoggedIn) => void;
  /** Undefined: where a session has expired, the password is known. */
  readonly onForgotten?: () => void;
}

/** E-mail address and password, then the second factor where the account has one; the answer sets the cookie. */
export function LogInForm({ email: known = "", onLoggedIn, onForgotten }: LogInFormProps): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [step, setStep] = useState<SecondStep>();
  const logIn = useMutation({
    mutationFn: () => call(api.POST("/api/v1/sessions", { body: { email, password } })),
    onSuccess: (answer) => take(answer),
  });
  const take = (answer: object): void => {
    const second = secondStepOf(answer);
    if (second === undefined) onLoggedIn(answer as LoggedIn);
    else setStep(second);
  };
  if (step !== undefined)
    return <SecondStepForm step={step} onLoggedIn={onLoggedIn} onBack={() => setStep(undefined)} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        logIn.mutate();
      }}
    >
      <Stack>
        {logIn.isError && (
          <Alert color="red" role="alert">
            {textOf(logIn.error)}
          </Alert>
        )}
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus={known === ""}
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus={known !== ""}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button type="submit" loading={logIn.isPending} fullWidth>
          {t("log-in")}
        </Button>
        {onForgotten !== undefined && <PasskeyWay onLoggedIn={onLoggedIn} />}
        {onForgotten !== undefined && <OpenIdWay onAnswer={take} />}
        {onForgotten !== undefined && (
          <Anchor component="button" type="button" size="sm" ta="center" onClick={onForgotten}>
            {t("forgotten")}
          </Anchor>
        )}
      </Stack>
    </form>
  );
}
