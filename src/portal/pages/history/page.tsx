import { Button, Center } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, History } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useCountry } from "../../components/phone-number-text.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useSearchWord } from "../../components/use-search-word.ts";
import { CallDrawer } from "./call-drawer.tsx";
import { useColumns } from "./columns.tsx";
import { Filters } from "./filters.tsx";
import { filterOf, type ChosenCalls } from "./filter.ts";
import { historyQuery } from "./queries.ts";

/** Every call of the company, and of each why it went where it went. */
export function Page(): ReactElement {
  const { t } = useTranslation("history");
  const [chosen, choose] = useChosen();
  const [openId, setOpenId] = useSearchWord("open");
  const country = useCountry();
  const filter = useMemo(() => filterOf(chosen, country), [chosen, country]);
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
            href={`/api/v1/call-records.csv?${new URLSearchParams(filter)}`}
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
        isFiltered={Object.keys(filter).length > 0}
        filters={<Filters chosen={chosen} onChange={choose} />}
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

/** Of the address, so that what was found can be sent to a colleague. */
function useChosen(): readonly [ChosenCalls, (name: keyof ChosenCalls, value: string | undefined) => void] {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { user, number, outcome, from, to } = search;
  const chosen = useMemo(() => ({ user, number, outcome, from, to }), [user, number, outcome, from, to]);
  return [
    chosen,
    (name, value) => {
      const { [name]: _, ...others } = search;
      void navigate({ to: ".", search: value === undefined ? others : { ...others, [name]: value } });
    },
  ];
}
