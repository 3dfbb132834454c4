import { Anchor, Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/queries.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { LogInForm } from "./log-in-form.tsx";
import { Logo } from "./logo.tsx";
import { ProviderForm } from "./provider-form.tsx";
import classes from "./session.module.css";

/** The only page that is shown without a log-in. */
export function LogInPage(): ReactElement {
  const { t } = useTranslation("session");
  const queryClient = useQueryClient();
  const [isProvider, setIsProvider] = useState(false);
  return (
    <Center mih="100dvh" component="main" className={classes["ground"]} p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Stack gap={4} align="center">
          <Logo size={52} />
          <Title order={1}>{t("title")}</Title>
          <Text c="dimmed">{t("welcome")}</Text>
        </Stack>
        <Paper withBorder p="xl" radius="lg" shadow="sm">
          {isProvider ? (
            <ProviderForm />
          ) : (
            <LogInForm onLoggedIn={() => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })} />
          )}
        </Paper>
        <Group justify="space-between">
          <Anchor component="button" type="button" size="sm" onClick={() => setIsProvider(!isProvider)}>
            {isProvider ? t("person") : t("provider")}
          </Anchor>
          <LanguageSwitch />
        </Group>
      </Stack>
    </Center>
  );
}
