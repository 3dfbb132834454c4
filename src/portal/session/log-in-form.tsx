import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";

interface LogInFormProps {
  /** Filled in where it is known who logs in again. */
  readonly email?: string;
  readonly onLoggedIn: (user: { readonly id: string }) => void;
}

/** E-mail address and password; the answer sets the cookie. */
export function LogInForm({ email: known = "", onLoggedIn }: LogInFormProps): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const logIn = useMutation({
    mutationFn: () => call(api.POST("/api/v1/sessions", { body: { email, password } })),
    onSuccess: onLoggedIn,
  });
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
      </Stack>
    </form>
  );
}
