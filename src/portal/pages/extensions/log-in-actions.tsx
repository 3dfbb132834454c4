import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { KeyRound, LogOut, ShieldOff } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useProblemText } from "../../i18n/problem-text.ts";

/** What the office manager does about a user's log-in: a link for the password, and help after a device was lost. */
export function LogInActions({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  const textOf = useProblemText();
  const [asks, setAsks] = useState<"log-out" | "second-factor">();
  const path = { params: { path: { id: user.id } } };
  const mail = useMutation({
    mutationFn: async () => {
      const invited = await api.POST("/api/v1/users/{id}/invitation", path);
      // With a password of their own, they get a link that replaces it.
      if (invited.response.status !== 409) return call(Promise.resolve(invited));
      return call(api.POST("/api/v1/users/{id}/password-reset", path));
    },
    onSuccess: ({ email }) => notifications.show({ message: t("account.sent", { email }), color: "green" }),
    onError: (failure) => notifications.show({ message: textOf(failure), color: "red" }),
  });
  const done = (message: string): unknown => notifications.show({ message, color: "green" });
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {t("account.title")}
      </Text>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<KeyRound size={16} aria-hidden />}
          loading={mail.isPending}
          onClick={() => mail.mutate()}
        >
          {t("account.send")}
        </Button>
        <Button variant="default" leftSection={<LogOut size={16} aria-hidden />} onClick={() => setAsks("log-out")}>
          {t("account.log-out")}
        </Button>
        <Button
          variant="default"
          leftSection={<ShieldOff size={16} aria-hidden />}
          onClick={() => setAsks("second-factor")}
        >
          {t("account.second-factor")}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asks === "log-out"}
        title={t("account.log-out-title", { name: user.name })}
        action={t("account.log-out-action")}
        isDangerous
        onConfirm={async () => {
          await call(api.DELETE("/api/v1/users/{id}/sessions", path));
          done(t("account.logged-out", { name: user.name }));
        }}
        onClose={() => setAsks(undefined)}
      >
        {t("account.log-out-text")}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asks === "second-factor"}
        title={t("account.second-factor-title", { name: user.name })}
        action={t("account.second-factor-action")}
        isDangerous
        onConfirm={async () => {
          await call(api.DELETE("/api/v1/users/{id}/second-factor", path));
          done(t("account.second-factor-gone", { name: user.name }));
        }}
        onClose={() => setAsks(undefined)}
      >
        {t("account.second-factor-text")}
      </ConfirmDialog>
    </Stack>
  );
}
