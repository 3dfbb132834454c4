import { SimpleGrid, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { CallerIdCard } from "./caller-id-card.tsx";
import { DoNotDisturbCard } from "./do-not-disturb-card.tsx";
import { ForwardingCard } from "./forwarding-card.tsx";
import { NowCard } from "./now-card.tsx";
import { PhonesCard } from "./phones-card.tsx";
import { useOwnUser } from "../../session/own-settings.ts";

/** The two big switches, what follows from them in words, and the person's phones. */
export function Page(): ReactElement {
  const { t } = useTranslation("my-phone");
  const user = useOwnUser();
  return (
    <>
      <PageHeader title={t("nav")} text={t("text", { extension: user.extension })} />
      <Stack>
        <NowCard user={user} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <ForwardingCard user={user} />
          <Stack>
            <DoNotDisturbCard user={user} />
            <CallerIdCard />
          </Stack>
        </SimpleGrid>
        <PhonesCard user={user} />
      </Stack>
    </>
  );
}
