import { Group, Loader, Paper, Skeleton, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useElementSize, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useTable, type ColumnDef } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ArrowUpDown, Search } from "lucide-react";
import { useDeferredValue, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./data-table.module.css";
import { ErrorState } from "./states.tsx";
import { features, type Column, type TableItem } from "./table-features.ts";
import { TableRow } from "./table-row.tsx";
import { compareTexts, useVisibleRows, ROW_PX } from "./visible-rows.ts";

export interface DataTableProps<Item> {
  /** What it is a table of, for screen readers; the search says it too. */
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  /** Undefined: they are on their way. Stable between draws, as a query's data is. */
  readonly items: readonly Item[] | undefined;
  /** So many there will be, where these are but the first; undefined: they are all there. */
  readonly awaited?: number | undefined;
  readonly idOf: (item: Item) => string;
  readonly error?: unknown;
  readonly onAgain?: () => void;
  /** What Enter and a click on a row do. */
  readonly onOpen?: (item: Item) => void;
  /** The row that is open beside the table. */
  readonly openId?: string | undefined;
  /** What can be done to the rows that are ticked; without it none can be. */
  readonly bulk?: (selected: readonly Item[], clear: () => void) => ReactNode;
  /** Filters, beside the search. */
  readonly filters?: ReactNode;
  /** Stands in the place of a table that has no items at all. */
  readonly empty: ReactNode;
  /** The items are those that a filter has let through: without any, the filters stay, so that they can be taken off. */
  readonly isFiltered?: boolean;
  readonly sortedBy?: string;
}

/** Widths of Mantine's breakpoints. */
const WIDTHS = { sm: "(min-width: 48em)", md: "(min-width: 62em)", lg: "(min-width: 75em)", xl: "(min-width: 88em)" };

/**
 * A table that is searched ("/"), sorted, ticked and walked through by keyboard (arrows, Home, End, Page Up and Down, Enter opens,
 * Space ticks), and that draws only the rows that are in sight: thousands scroll as a dozen does.
 */
export function DataTable<Item extends object>(props: DataTableProps<Item>): ReactElement {
  const { label, columns, items, awaited, idOf, error, onAgain, bulk, filters, empty, sortedBy } = props;
  const { isFiltered = false } = props;
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const [sorting, setSorting] = useState<Sorting>(sortedBy === undefined ? [] : [{ id: sortedBy, desc: false }]);
  // Sorted once, then searched: a key that is typed sorts nothing.
  const sorted = useMemo(() => sortedAs(items ?? NONE, columns, sorting), [items, columns, sorting]);
  const textOf = useMemo(() => searchTexts(columns), [columns]);
  const found = useMemo(() => findIn(sorted, textOf, wanted), [sorted, textOf, wanted]) as Item[];
  const shown = useShown(columns);
  const definitions = useMemo(() => columns.map(definitionOf), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: found,
    getRowId: idOf,
    manualSorting: true,
    state: { sorting },
    onSortingChange: setSorting,
  });
  const searchInput = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => searchInput.current?.focus()]]);
  const { rows } = table.getRowModel();
  const ticked = table.state.rowSelection;
  const selected = useMemo(() => (items ?? []).filter((item) => ticked[idOf(item)] === true), [items, ticked, idOf]);

  if (error != null && items === undefined) return <ErrorState error={error} {...(onAgain && { onAgain })} />;
  if (items?.length === 0 && !isFiltered) return <Paper withBorder>{empty}</Paper>;
  const clear = (): void => table.resetRowSelection();
  return (
    <Paper withBorder className={classes["frame"]}>
      <Group p="sm" gap="sm" className={classes["toolbar"]}>
        <TextInput
          ref={searchInput}
          className={classes["search"]}
          leftSection={<Search size={16} aria-hidden />}
          placeholder={t("table.search")}
          aria-label={`${t("table.search")}: ${label}`}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && setSearch("")}
        />
        {filters}
        <Text size="sm" c="dimmed" ml="auto" aria-live="polite">
          {items !== undefined && awaited === undefined && t("table.count", { count: found.length })}
          {awaited !== undefined && <Awaited count={awaited} />}
        </Text>
      </Group>
      {bulk !== undefined && selected.length > 0 && (
        <Group px="sm" py="xs" gap="sm" className={classes["bulk"]} role="toolbar" aria-label={t("table.bulk")}>
          <Text size="sm" fw={600}>
            {t("table.selected", { count: selected.length })}
          </Text>
          {bulk(selected, clear)}
          <UnstyledButton className={classes["clear"]} onClick={clear}>
            {t("table.clear")}
          </UnstyledButton>
        </Group>
      )}
      {items === undefined ? <TableLoading /> : <Rows {...props} table={table} rows={rows} shown={shown} />}
    </Paper>
  );
}

/** The first of many are there. */
function Awaited({ count }: { readonly count: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <Group gap={6} component="span" display="inline-flex" aria-busy="true">
      <Loader size={12} aria-hidden />
      {t("table.count", { count })}
    </Group>
  );
}

const NONE: readonly never[] = [];

/** The columns that there is room for. */
function useShown<Item>(columns: readonly Column<Item>[]): readonly Column<Item>[] {
  const [sm, md, lg, xl] = [
    ...[useMediaQuery(WIDTHS.sm), useMediaQuery(WIDTHS.md)],
    ...[useMediaQuery(WIDTHS.lg), useMediaQuery(WIDTHS.xl)],
  ];
  return useMemo(
    () => columns.filter(({ from }) => from === undefined || { sm, md, lg, xl }[from]),
    [columns, sm, md, lg, xl],
  );
}

interface RowsProps<Item extends object> extends DataTableProps<Item> {
  readonly table: ReturnType<typeof useTable<typeof features, Item>>;
  readonly rows: readonly TableItem<Item>[];
  readonly shown: readonly Column<Item>[];
}

function Rows<Item extends object>({ label, table, rows, shown, onOpen, openId, bulk }: RowsProps<Item>): ReactElement {
  const { t } = useTranslation();
  const { ref: sized, height } = useElementSize<HTMLDivElement>();
  const view = useVisibleRows(rows.length, height);
  const isTickable = bulk !== undefined;
  const width = shown.length + (isTickable ? 1 : 0);
  return (
    <div ref={sized} className={classes["scroller"]} onScroll={view.onScroll}>
      <Table stickyHeader aria-label={label} aria-rowcount={rows.length + 1} layout="fixed">
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            {isTickable && (
              <Table.Th w={44}>
                <input
                  type="checkbox"
                  className={classes["tick"]}
                  aria-label={t("table.select-all")}
                  checked={table.getIsAllRowsSelected()}
                  ref={(box) => {
                    if (box !== null) box.indeterminate = table.getIsSomeRowsSelected();
                  }}
                  onChange={() => table.toggleAllRowsSelected()}
                />
              </Table.Th>
            )}
            {shown.map((column) => (
              <HeaderCell key={column.id} column={column} table={table} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={view.onKeyDown} ref={view.body}>
          {view.from > 0 && <Spacer rows={view.from} columns={width} />}
          {rows.slice(view.from, view.to).map((row, place) => (
            <TableRow
              key={row.id}
              row={row}
              isTicked={isTickable ? row.getIsSelected() : undefined}
              index={view.from + place}
              isCurrent={view.from + place === view.current}
              onCurrent={view.setCurrent}
              columns={shown}
              isOpen={row.id === openId}
              onOpen={onOpen}
              t={t}
            />
          ))}
          {view.to < rows.length && <Spacer rows={rows.length - view.to} columns={width} />}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && (
        <Text ta="center" c="dimmed" py="xl">
          {t("nothing-found")}
        </Text>
      )}
    </div>
  );
}

/** As high as the rows that are not drawn. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }): ReactElement {
  return (
    <tr aria-hidden className={classes["spacer"]}>
      <td colSpan={columns} style={{ height: rows * ROW_PX, padding: 0 }} />
    </tr>
  );
}

interface HeaderCellProps<Item extends object> {
  readonly column: Column<Item>;
  readonly table: ReturnType<typeof useTable<typeof features, Item>>;
}

function HeaderCell<Item extends object>({ column, table }: HeaderCellProps<Item>): ReactElement {
  const { header, id, align = "left", width, canSort = true } = column;
  const style = { textAlign: align, ...(width !== undefined && { width }) };
  if (!canSort) return <Table.Th style={style}>{header}</Table.Th>;
  const sorted = table.getColumn(id)?.getIsSorted() ?? false;
  const Icon = sorted === false ? ArrowUpDown : sorted === "asc" ? ArrowUp : ArrowDown;
  const direction = sorted === false ? "none" : sorted === "asc" ? "ascending" : "descending";
  return (
    <Table.Th style={style} aria-sort={direction}>
      <UnstyledButton
        className={classes["sort"]}
        data-sorted={sorted !== false || undefined}
        onClick={() => table.getColumn(id)?.toggleSorting(sorted === "asc")}
      >
        {header}
        <Icon size={14} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}

function TableLoading(): ReactElement {
  return (
    <div aria-busy="true" role="status" className={classes["loading"]}>
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} h={20} />
      ))}
    </div>
  );
}

function definitionOf<Item extends object>({ id, header, value }: Column<Item>): ColumnDef<typeof features, Item> {
  return { id, header, accessorFn: value };
}

type Sorting = { readonly id: string; readonly desc: boolean }[];

function sortedAs<Item>(items: readonly Item[], columns: readonly Column<Item>[], [by]: Sorting): readonly Item[] {
  const value = columns.find(({ id }) => id === by?.id)?.value;
  if (by === undefined || value === undefined) return items;
  const sign = by.desc ? -1 : 1;
  return items
    .map((item) => ({ item, value: value(item) }))
    .sort((one, other) => sign * compareTexts(one.value, other.value))
    .map(({ item }) => item);
}

/** What an item is found by, put together once. */
function searchTexts<Item extends object>(columns: readonly Column<Item>[]): (item: Item) => string {
  const texts = new WeakMap<Item, string>();
  return (item) => {
    const known = texts.get(item);
    if (known !== undefined) return known;
    const text = columns.map(({ value }) => String(value(item)).toLowerCase()).join("\n");
    texts.set(item, text);
    return text;
  };
}

function findIn<Item>(items: readonly Item[], textOf: (item: Item) => string, wanted: string): readonly Item[] {
  if (wanted === "") return items;
  // Each word may stand in another column: "martin 12" finds Martin of extension 12.
  const words = wanted.split(/\s+/);
  return items.filter((item) => {
    const text = textOf(item);
    return words.every((word) => text.includes(word));
  });
}
