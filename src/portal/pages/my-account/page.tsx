import { SimpleGrid, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { useOwnUser } from "../../session/session.ts";
import { LanguageCard } from "./language-card.tsx";
import { LogInsCard } from "./log-ins-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";

export function Page(): ReactElement {
  const { t } = useTranslation("my-account");
  const { name, email } = useOwnUser();
  return (
    <>
      <PageHeader title={t("nav")} text={`${name} · ${email}`} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Stack>
          <PasswordCard />
          <LanguageCard />
        </Stack>
        <Stack>
          <SecondFactorCard />
          <LogInsCard />
        </Stack>
      </SimpleGrid>
    </>
  );
}
