import { Badge, Button, Center } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { NotebookText } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { Time } from "../../components/time.tsx";
import { useSearchWord } from "../../components/use-search-word.ts";
import { EntryDrawer } from "./entry-drawer.tsx";
import { Filters } from "./filters.tsx";
import { useJournalWords, type JournalWords } from "./in-words.ts";
import { journalQuery, type Entry, type JournalFilter } from "./queries.ts";

const idOf = ({ id }: Entry): string => String(id);

/** Who changed what, and when. */
export function Page(): ReactElement {
  const { t } = useTranslation("journal");
  const [filter, setFilter] = useFilter();
  const [openId, setOpenId] = useSearchWord("open");
  const query = useInfiniteQuery(journalQuery(filter));
  const entries = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  const words = useJournalWords();
  const columns = useColumns(words);
  const open = entries?.find((entry) => idOf(entry) === openId);
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={entries}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        onOpen={({ id }) => setOpenId(String(id))}
        openId={openId}
        isFiltered={Object.values(filter).some((one) => one !== undefined)}
        filters={<Filters filter={filter} onChange={setFilter} />}
        empty={<EmptyState icon={NotebookText} title={t("none")} text={t("none-text")} />}
      />
      {query.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </Center>
      )}
      {open !== undefined && (
        <EntryDrawer key={open.id} entry={open} words={words} onClose={() => setOpenId(undefined)} />
      )}
    </>
  );
}

/** Of the address, so that what was found can be sent to a colleague. */
function useFilter(): readonly [JournalFilter, (name: keyof JournalFilter, value: string | undefined) => void] {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { who, kind, from, to } = search;
  const filter = useMemo(() => ({ who, kind, from, to }), [who, kind, from, to]);
  return [
    filter,
    (name, value) => {
      const { [name]: _, ...others } = search;
      void navigate({ to: ".", search: value === undefined ? others : { ...others, [name]: value } });
    },
  ];
}

function useColumns(words: JournalWords): readonly Column<Entry>[] {
  const { t } = useTranslation("journal");
  return useMemo(
    () => [
      {
        id: "at",
        header: t("columns.at"),
        width: "128px",
        value: ({ at }) => at,
        cell: ({ at }) => <Time at={at} />,
      },
      { id: "what", header: t("columns.what"), value: words.what, canSort: false },
      {
        id: "who",
        header: t("columns.who"),
        from: "sm",
        width: "240px",
        value: words.who,
        cell: (entry) =>
          entry.actor.kind === "user" ? (
            words.who(entry)
          ) : (
            <Badge variant="light" color="gray" tt="none">
              {words.who(entry)}
            </Badge>
          ),
      },
    ],
    [t, words],
  );
}
