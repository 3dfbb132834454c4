import { Button, SimpleGrid, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { companyQuery } from "../../api/queries.ts";
import type { Body, Company } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Loaded } from "../../components/states.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { AboutCard } from "./about-card.tsx";
import { CallsCard } from "./calls-card.tsx";
import { LimitsCard } from "./limits-card.tsx";
import { RETAINED, RetentionCard } from "./retention-card.tsx";
import { TimersCard } from "./timers-card.tsx";

/** The company itself, and what its calls may cost. */
export function Page(): ReactElement {
  const { t } = useTranslation("company");
  const query = useQuery(companyQuery);
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text")}
        actions={
          <Button
            component="a"
            variant="default"
            href="/api/v1/tenant/export"
            download="company.json"
            leftSection={<Download size={16} aria-hidden />}
          >
            {t("export")}
          </Button>
        }
      />
      <Loaded query={query}>{(company) => <CompanyForm company={company} />}</Loaded>
    </>
  );
}

function CompanyForm({ company }: { readonly company: Company }): ReactElement {
  const queryClient = useQueryClient();
  const editing = useEditing<Company>({
    saved: company,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/tenant", "patch">;
      return call(api.PATCH("/api/v1/tenant", { body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/tenant")),
    // The zone, the country and the main number are told to many pages.
    onSaved: () => queryClient.invalidateQueries(),
  });
  const { labels, describe } = useWords();
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} mb={96}>
        <Stack>
          <AboutCard editing={editing} />
          <CallsCard editing={editing} />
          <TimersCard editing={editing} />
        </Stack>
        <Stack>
          <LimitsCard editing={editing} />
          <RetentionCard editing={editing} />
        </Stack>
      </SimpleGrid>
      <EditingBar editing={editing} labels={labels} describe={describe} />
    </>
  );
}

interface Words {
  readonly labels: Partial<Record<keyof Company, string>>;
  readonly describe: (field: keyof Company, value: unknown) => string;
}

/** For the choice after another administrator's change. */
function useWords(): Words {
  const { t } = useTranslation(["company", "common"]);
  return {
    labels: {
      name: t("about.name"),
      country: t("about.country"),
      timeZone: t("about.zone"),
      language: t("about.language"),
      mainNumber: t("about.main-number"),
      limits: t("limits.title"),
      rejectAnonymous: t("calls.anonymous"),
      holdMusic: t("calls.hold-music"),
      discardSilence: t("calls.silence"),
      ...Object.fromEntries(RETAINED.map((kept) => [kept, t(`retention.${kept}`)])),
      parking: t("calls.parking"),
      blockList: t("common:blocked.numbers"),
      sessionTimer: t("timers.session"),
      mediaTimeoutSeconds: t("timers.media"),
    },
    describe: (field, value) => {
      if (field === "limits") {
        const { simultaneousCalls, callsPerHour, callsPerDay, countries } = value as Company["limits"];
        return `${simultaneousCalls} / ${callsPerHour} / ${callsPerDay} · ${countries.join(", ")}`;
      }
      if (field === "blockList") return (value as Company["blockList"]).numbers.join(", ");
      if (field === "parking") {
        const { slots, waitSeconds } = value as Company["parking"];
        return `${slots} · ${waitSeconds} s`;
      }
      if (field === "sessionTimer") return `${(value as Company["sessionTimer"]).seconds} s`;
      return typeof value === "string" || typeof value === "number" ? String(value) : "–";
    },
  };
}
