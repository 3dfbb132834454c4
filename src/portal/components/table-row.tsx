import type { TFunction } from "i18next";
import { memo, type ReactElement, type ReactNode } from "react";
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
  readonly t: TFunction;
}

/**
 * Plain elements, without a hook: three new rows come into sight with each picture of a quick scroll. Drawn again only when
 * something of its own has changed.
 */
export const TableRow = memo(Row) as typeof Row;

function Row<Item extends object>(props: TableRowProps<Item>): ReactElement {
  const { row, isTicked, index, isCurrent, onCurrent, columns, isOpen, onOpen, t } = props;
  const item = row.original;
  const open = onOpen === undefined ? undefined : () => onOpen(item);
  const [first] = columns;
  return (
    <tr
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
        <td>
          <input
            type="checkbox"
            className={classes["tick"]}
            aria-label={t("table.select", { name: String(first?.value(item) ?? "") })}
            checked={isTicked}
            tabIndex={isCurrent ? 0 : -1}
            onChange={() => row.toggleSelected()}
          />
        </td>
      )}
      {columns.map((column, place) => (
        <td key={column.id} className={classes["cell"]} data-align={column.align}>
          {place === 0 && open !== undefined ? (
            <button
              type="button"
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
            </button>
          ) : (
            contentOf(column, item)
          )}
        </td>
      ))}
    </tr>
  );
}

function contentOf<Item>({ cell, value }: Column<Item>, item: Item): ReactNode {
  return cell === undefined ? value(item) : cell(item);
}
