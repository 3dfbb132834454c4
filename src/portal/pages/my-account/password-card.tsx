import { Button, Card, PasswordInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { ErrorState } from "../../components/states.tsx";
import { faultText } from "../../i18n/problem-text.ts";
import { useOwnUser } from "../../session/own-settings.ts";

const SHORTEST = 8;
const NOTHING = { currentPassword: "", password: "" };

/** Another password ends all other log-ins. */
export function PasswordCard(): ReactElement {
  const { t } = useTranslation("my-account");
  const { id, email } = useOwnUser();
  const [typed, setTyped] = useState(NOTHING);
  const change = useMutation({
    mutationFn: () => call(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body: typed })),
    onSuccess: () => {
      setTyped(NOTHING);
      notifications.show({ color: "green", message: t("password.saved") });
    },
  });
  const faultOf = (field: keyof typeof NOTHING): string | undefined => {
    const faults = change.error instanceof ApiProblem ? change.error.faults : [];
    const fault = faults.find((one) => one.field === `/${field}`);
    return fault === undefined ? undefined : faultText(fault);
  };
  const hasPlace = (["currentPassword", "password"] as const).some((field) => faultOf(field) !== undefined);
  return (
    <Card withBorder padding="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack>
          <Text fw={600} component="h2" fz="md">
            {t("password.title")}
          </Text>
          {change.isError && !hasPlace && <ErrorState error={change.error} />}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label={t("password.current")}
            autoComplete="current-password"
            value={typed.currentPassword}
            error={faultOf("currentPassword")}
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, currentPassword: value }))}
          />
          <PasswordInput
            label={t("password.new")}
            description={t("password.rule", { count: SHORTEST })}
            autoComplete="new-password"
            value={typed.password}
            error={faultOf("password")}
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, password: value }))}
          />
          <Button
            type="submit"
            disabled={typed.currentPassword === "" || typed.password.length < SHORTEST}
            loading={change.isPending}
          >
            {t("password.save")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
