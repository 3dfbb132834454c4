import {
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  type Row,
} from "@tanstack/react-table";
import type { ReactNode } from "react";

export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  /** What it is sorted and found by. */
  readonly value: (item: Item) => string | number;
  /** How it is shown; default: its value. */
  readonly cell?: (item: Item) => ReactNode;
  /** Left out on screens narrower than this. */
  readonly from?: "sm" | "md" | "lg" | "xl";
  readonly align?: "left" | "right";
  /** Such as "120px" or "30%". */
  readonly width?: string;
  readonly canSort?: boolean;
}

/** What our tables can: sort, and tick rows. */
export const features = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
});
export type TableItem<Item> = Row<typeof features, Item & object>;
