import { Button, SimpleGrid, Stack } from "@mantine/core";
import { Download } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { LanguageCard } from "./language-card.tsx";
import { LogInsCard } from "./log-ins-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { useOwnUser } from "../../session/own-settings.ts";

export function Page(): ReactElement {
  const { t } = useTranslation("my-account");
  const { id, name, email, extension } = useOwnUser();
  return (
    <>
      <PageHeader title={t("nav")} text={`${name} · ${email}`} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Stack>
          <PasswordCard />
          <LanguageCard />
          <Button
            variant="default"
            component="a"
            href={`/api/v1/users/${id}/personal-data`}
            download={`personal-data-${extension}.zip`}
            leftSection={<Download size={16} aria-hidden />}
          >
            {t("export")}
          </Button>
        </Stack>
        <Stack>
          <SecondFactorCard />
          <LogInsCard />
        </Stack>
      </SimpleGrid>
    </>
  );
}
