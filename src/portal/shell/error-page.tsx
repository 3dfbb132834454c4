import { Button, Center, Code, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

/** What a page that has thrown shows in its place; the shell around it stays. */
export function ErrorPage({ error }: { readonly error: unknown }): ReactElement {
  const { t } = useTranslation();
  return (
    <Center mih="50dvh">
      <Stack align="center" maw={560}>
        <Title order={1}>{t("error.title")}</Title>
        <Text ta="center">{t("error.text")}</Text>
        <Button onClick={() => location.reload()}>{t("error.again")}</Button>
        <Text component="details" size="sm" c="dimmed">
          <summary>{t("error.details")}</summary>
          <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        </Text>
      </Stack>
    </Center>
  );
}
