import { Button, Center } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, History } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceFilter } from "../../components/choice-filter.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useSearchWord } from "../../components/use-search-word.ts";
import { CallDrawer } from "./call-drawer.tsx";
import { useColumns } from "./columns.tsx";
import { historyQuery, type HistoryFilter } from "./queries.ts";

const OUTCOMES = ["all", "answered", "voicemail", "no-answer", "busy", "failed"] as const;

/** Every call of the company, and of each why it went where it went. */
export function Page(): ReactElement {
  const { t } = useTranslation("history");
  const [outcome = "all", setOutcome] = useSearchWord("outcome");
  const [openId, setOpenId] = useSearchWord("open");
  const chosen = OUTCOMES.find((one) => one === outcome) ?? "all";
  const filter: HistoryFilter = chosen === "all" ? {} : { outcome: chosen };
  const query = useInfiniteQuery(historyQuery(filter));
  const records = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  const columns = useColumns();
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text")}
        actions={
          <Button
            component="a"
            variant="default"
            href={`/api/v1/call-records.csv${chosen === "all" ? "" : `?outcome=${chosen}`}`}
            download="calls.csv"
            leftSection={<Download size={16} aria-hidden />}
          >
            {t("export")}
          </Button>
        }
      />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={records}
        idOf={({ id }) => id}
        error={query.error}
        onAgain={() => void query.refetch()}
        onOpen={({ id }) => setOpenId(id)}
        openId={openId}
        isFiltered={chosen !== "all"}
        filters={
          <ChoiceFilter
            label={t("outcome")}
            choices={OUTCOMES.map((one) => ({ value: one, label: t(`outcomes.${one}`) }))}
            value={chosen}
            onChange={(one) => setOutcome(one === "all" ? undefined : one)}
          />
        }
        empty={<EmptyState icon={History} title={t("none")} text={t("none-text")} />}
      />
      {query.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </Center>
      )}
      {openId !== undefined && <CallDrawer id={openId} onClose={() => setOpenId(undefined)} />}
    </>
  );
}
