import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  metaHelper,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";

export type ColumnLayout = {
  /** A Tailwind width ("w-32"); one column without takes what is left. */
  width?: string;
  align?: "end";
  /**
   * Its place where a row is a card (below 640 px): `title` and `corner` share the first line, `line` stands below with
   * its name, `below` stands there without.
   */
  narrow?: "title" | "corner" | "line" | "below" | "hidden";
  /** Shown from this width of the window on. */
  from?: "md" | "lg" | "xl" | "2xl";
};

export type DataColumn<T> = ColumnLayout & {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Gives the column a header that sorts. Only for lists that are there as a whole. */
  sortBy?: (row: T) => string | number | undefined;
  /** Not shown unless the user asks for it. */
  initiallyHidden?: boolean;
  /** The user cannot take it away. */
  fixed?: boolean;
};

export const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<ColumnLayout>(),
});
export type Features = typeof features;

/** As TanStack Table wants them. */
export function columnDefs<T extends object>(columns: readonly DataColumn<T>[]): ColumnDef<Features, T>[] {
  return columns.map(({ id, header, cell, sortBy, initiallyHidden: _hidden, fixed = false, ...layout }) => ({
    id,
    header,
    accessorFn: sortBy ?? (() => undefined),
    cell: ({ row }) => cell(row.original),
    enableSorting: sortBy !== undefined,
    enableHiding: !fixed,
    sortFn: sortFn_basic,
    sortUndefined: "last",
    meta: layout,
  }));
}
