import { Button } from "@mantine/core";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { Plus, type LucideIcon } from "lucide-react";
import { useState, type ReactElement, type ReactNode } from "react";
import { AddSetting, type Named } from "./add-setting.tsx";
import { DataTable } from "./data-table.tsx";
import { PageHeader } from "./page-header.tsx";
import { EmptyState } from "./states.tsx";
import type { Column } from "./table-features.ts";
import { useSearchWord } from "./use-search-word.ts";

interface SettingListProps<Item extends { readonly id: string }> {
  readonly query: UseQueryResult<Item[]>;
  /** What is read again once one was added. */
  readonly queryKey: readonly string[];
  readonly columns: readonly Column<Item>[];
  readonly icon: LucideIcon;
  readonly texts: {
    readonly title: string;
    readonly text: string;
    readonly add: string;
    readonly placeholder: string;
    readonly empty: string;
    readonly emptyText: string;
  };
  /** Adds one and gives its id. */
  readonly add: (named: Named) => Promise<string>;
  /** The one that is open. */
  readonly children: (open: Item, close: () => void) => ReactNode;
  /** The one that is open has the page for itself; else it is beside the list. */
  readonly takesPage?: boolean;
}

/** A page of settings that have a name and an extension: groups, receptionists, conferences. */
export function SettingList<Item extends { readonly id: string }>(props: SettingListProps<Item>): ReactElement {
  const { query, queryKey, columns, icon, texts, add, children, takesPage = false } = props;
  const queryClient = useQueryClient();
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const open = query.data?.find(({ id }) => id === openId);
  const opened = open !== undefined && children(open, () => setOpenId(undefined));
  if (opened !== false && takesPage) return <>{opened}</>;
  const button = (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {texts.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={texts.title} text={texts.text} actions={button} />
      <DataTable
        label={texts.title}
        columns={columns}
        items={query.data}
        idOf={({ id }) => id}
        error={query.error}
        onAgain={() => void query.refetch()}
        onOpen={({ id }) => setOpenId(id)}
        openId={openId}
        sortedBy="extension"
        empty={<EmptyState icon={icon} title={texts.empty} text={texts.emptyText} action={button} />}
      />
      {opened}
      <AddSetting
        opened={isAdding}
        title={texts.add}
        placeholder={texts.placeholder}
        add={add}
        onAdded={(id) => {
          setAdding(false);
          void queryClient.invalidateQueries({ queryKey }).then(() => setOpenId(id));
        }}
        onClose={() => setAdding(false)}
      />
    </>
  );
}
