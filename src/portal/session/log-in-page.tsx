import { Anchor, Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/queries.ts";
import { ForgottenForm } from "./forgotten-form.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { LinkForm } from "./link-form.tsx";
import { LogInForm } from "./log-in-form.tsx";
import { tokenOfLink } from "./link-token.ts";
import { Logo } from "./logo.tsx";
import { ProviderForm } from "./provider-form.tsx";
import classes from "./session.module.css";

/** All that is shown without a log-in. */
export function LogInPage(): ReactElement {
  const { t } = useTranslation("session");
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<"person" | "provider" | "forgotten">("person");
  const token = tokenOfLink();
  const title = token !== undefined ? t("link-title") : shown === "forgotten" ? t("forgotten-title") : t("title");
  useDocumentTitle(`${title} · Offhook`);
  return (
    <Center mih="100dvh" component="main" className={classes["ground"]} p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Stack gap={4} align="center">
          <Logo size={52} />
          <Title order={1}>{title}</Title>
          <Text c="dimmed">{t("welcome")}</Text>
        </Stack>
        <Paper withBorder p="xl" radius="lg" shadow="sm">
          {token !== undefined && <LinkForm token={token} onLoggedIn={() => location.assign("/")} />}
          {token === undefined && shown === "provider" && <ProviderForm />}
          {token === undefined && shown === "forgotten" && <ForgottenForm onBack={() => setShown("person")} />}
          {token === undefined && shown === "person" && (
            <LogInForm
              onLoggedIn={() => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })}
              onForgotten={() => setShown("forgotten")}
            />
          )}
        </Paper>
        <Group justify="space-between">
          {token === undefined && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => setShown(shown === "provider" ? "person" : "provider")}
            >
              {shown === "provider" ? t("person") : t("provider")}
            </Anchor>
          )}
          <LanguageSwitch />
        </Group>
      </Stack>
    </Center>
  );
}
