import { Checkbox, Table, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Column, TableItem } from "./table-features.ts";
import classes from "./data-table.module.css";

interface TableRowProps<Item extends object> {
  readonly row: TableItem<Item>;
  /** Undefined: rows of this table can't be ticked. */
  readonly isTicked: boolean | undefined;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly onCurrent: (index: number) => void;
  readonly columns: readonly Column<Item>[];
  readonly isOpen: boolean;
  readonly onOpen: ((item: Item) => void) | undefined;
}

export function TableRow<Item extends object>(props: TableRowProps<Item>): ReactElement {
  const { row, isTicked, index, isCurrent, onCurrent, columns, isOpen, onOpen } = props;
  const { t } = useTranslation();
  const item = row.original;
  const open = onOpen === undefined ? undefined : () => onOpen(item);
  const [first] = columns;
  return (
    <Table.Tr
      data-index={index}
      aria-rowindex={index + 2}
      data-open={isOpen || undefined}
      data-opens={open !== undefined || undefined}
      className={classes["row"]}
      onFocus={() => onCurrent(index)}
      onClick={({ target }) => {
        // Fields, links and menus in a row do what they say.
        if ((target as HTMLElement).closest("button, a, input, label, [role=option]") === null) open?.();
      }}
    >
      {isTicked !== undefined && (
        <Table.Td>
          <Checkbox
            size="xs"
            aria-label={t("table.select", { name: String(first?.value(item) ?? "") })}
            checked={isTicked}
            tabIndex={isCurrent ? 0 : -1}
            onChange={() => row.toggleSelected()}
          />
        </Table.Td>
      )}
      {columns.map((column, place) => (
        <Table.Td key={column.id} ta={column.align ?? "left"} className={classes["cell"]}>
          {place === 0 && open !== undefined ? (
            <UnstyledButton
              className={classes["opener"]}
              data-row-focus
              tabIndex={isCurrent ? 0 : -1}
              onClick={open}
              onKeyDown={(event) => {
                if (event.key !== " " || isTicked === undefined) return;
                event.preventDefault();
                row.toggleSelected();
              }}
              // A button is pressed when Space is let go.
              onKeyUp={(event) => event.key === " " && isTicked !== undefined && event.preventDefault()}
            >
              {contentOf(column, item)}
            </UnstyledButton>
          ) : (
            contentOf(column, item)
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function contentOf<Item>({ cell, value }: Column<Item>, item: Item) {
  return cell === undefined ? value(item) : cell(item);
}
