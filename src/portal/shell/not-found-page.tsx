import { Anchor, Center, Stack, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

export function NotFoundPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <Center mih="50dvh">
      <Stack align="center">
        <Title order={1}>{t("not-found.title")}</Title>
        <Anchor component={Link} to="/">
          {t("not-found.back")}
        </Anchor>
      </Stack>
    </Center>
  );
}
