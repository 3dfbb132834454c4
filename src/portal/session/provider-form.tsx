import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { keepProviderToken } from "../api/provider-token.ts";
import { useProblemText } from "../i18n/problem-text.ts";

/** The provider's token (OPERATOR_TOKEN), tried on the list of companies. */
export function ProviderForm(): ReactElement {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [token, setToken] = useState("");
  const open = useMutation({
    mutationFn: () => {
      const headers = { Authorization: `Bearer ${token}` };
      return call(api.GET("/api/v1/tenants", { headers, params: { query: { limit: 1 } } }));
    },
    onSuccess: () => keepProviderToken(token),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate();
      }}
    >
      <Stack>
        {open.isError && (
          <Alert color="red" role="alert">
            {textOf(open.error)}
          </Alert>
        )}
        <PasswordInput
          label={t("token")}
          autoComplete="off"
          required
          withAsterisk={false}
          autoFocus
          value={token}
          onChange={({ currentTarget }) => setToken(currentTarget.value)}
        />
        <Button type="submit" loading={open.isPending} fullWidth>
          {t("log-in")}
        </Button>
      </Stack>
    </form>
  );
}
