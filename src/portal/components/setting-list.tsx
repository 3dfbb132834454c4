import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Plus, type LucideIcon } from "lucide-react";
import { useState, type ReactElement, type ReactNode } from "react";
import { DataTable } from "./data-table.tsx";
import { PageHeader } from "./page-header.tsx";
import { EmptyState } from "./states.tsx";
import type { Column } from "./table-features.ts";
import { useSearchWord } from "./use-search-word.ts";

/** What the list tells the form that adds one. */
export interface AddingForm {
  readonly opened: boolean;
  /** It is there and was read: the list opens it. */
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

interface SettingListProps<Item extends { readonly id: string }> {
  readonly query: UseQueryResult<Item[]>;
  readonly columns: readonly Column<Item>[];
  readonly sortedBy: string;
  readonly icon: LucideIcon;
  readonly texts: {
    readonly title: string;
    readonly text: string;
    readonly add: string;
    readonly empty: string;
    readonly emptyText: string;
  };
  /** The form that adds one. */
  readonly adding: (form: AddingForm) => ReactNode;
  /** The one that is open; without it none can be. */
  readonly children?: (open: Item, close: () => void) => ReactNode;
  /** The one that is open has the page for itself; else it is beside the list. */
  readonly takesPage?: boolean;
}

/** A page of settings of one kind: the list, the one that is open, and the form that adds one. */
export function SettingList<Item extends { readonly id: string }>(props: SettingListProps<Item>): ReactElement {
  const { query, columns, sortedBy, icon, texts, adding, children, takesPage = false } = props;
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const open = query.data?.find(({ id }) => id === openId);
  const opened = open !== undefined && children?.(open, () => setOpenId(undefined));
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
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        {...(children !== undefined && { onOpen: ({ id }: Item) => setOpenId(id) })}
        openId={openId}
        sortedBy={sortedBy}
        empty={<EmptyState icon={icon} title={texts.empty} text={texts.emptyText} action={button} />}
      />
      {opened}
      {adding({
        opened: isAdding,
        onAdded: (id) => {
          setAdding(false);
          setOpenId(id);
        },
        onClose: () => setAdding(false),
      })}
    </>
  );
}

const idOf = ({ id }: { readonly id: string }): string => id;
