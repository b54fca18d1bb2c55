"use client";

import { type ReactTable, useTable } from "@tanstack/react-table";
import type { Route } from "next";
import { type ReactNode, useMemo, useState } from "react";
import { type ColumnChoice, ColumnMenu } from "./column-menu.tsx";
import { columnDefs, type DataColumn, type Features, features } from "./data-column.ts";
import { TableBox } from "./table-box.tsx";
import { type MoreRows, TableEnd } from "./table-end.tsx";
import { useColumnVisibility } from "./use-column-visibility.ts";
import { useHeldRows } from "./use-held-rows.ts";

/** The ids of selected rows; those of rows that are gone stay until the page takes them out. */
export type RowSelection = Record<string, true>;

export type DataTableProps<T extends object> = {
  /** Unique in the dashboard: the chosen columns are kept under it. */
  id: string;
  /** What the table is, for screen readers: "Jobs, newest first". */
  label: string;
  /** The same array in every rendering. */
  columns: readonly DataColumn<T>[];
  /** The same array until something in it changes. */
  rows: readonly T[];
  /** The same function in every rendering, as is `rowHref`. */
  rowId: (row: T) => string;
  /** The page of a row: the cell of the `title` column becomes the link, and a click on the row follows it. */
  rowHref?: (row: T) => Route;
  selection?: {
    selected: RowSelection;
    onChange: (selected: RowSelection) => void;
    /** What a screen reader calls the row. */
    label: (row: T) => string;
  };
  more?: MoreRows;
  /** Filters and such, at the left above the table. */
  toolbar?: ReactNode;
  /** Whether the user may choose columns. */
  chooseColumns?: boolean;
  /** Instead of the table when there are no rows. */
  empty: ReactNode;
  /** How high it may get before it scrolls by itself, as a Tailwind class. */
  height?: string;
};

const none: RowSelection = {};

/**
 * Rows, also 10,000 of them: only those in sight are in the page. New rows at the top wait behind a button while the
 * user reads further down, points at the rows or is among them with the keyboard.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { id, columns, rows, rowId, selection, toolbar, chooseColumns = true, empty, more } = props;
  const [reading, setReading] = useState(false);
  const held = useHeldRows(rows, rowId, reading);
  const { visibility, change } = useColumnVisibility(id, columns);
  const table = useTable({
    features,
    columns: useMemo(() => columnDefs(columns), [columns]),
    data: held.shown,
    getRowId: rowId,
    enableRowSelection: selection !== undefined,
    isRowRangeSelectionEvent: hasShift,
    state: { columnVisibility: visibility, rowSelection: selection?.selected ?? none },
    onColumnVisibilityChange: change,
    onRowSelectionChange: (next) => selection?.onChange(typeof next === "function" ? next(selection.selected) : next),
  });
  return (
    <div className="space-y-3">
      {toolbar || chooseColumns ? (
        <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-end gap-2">{toolbar}</div>
          {chooseColumns ? <ColumnMenu choices={choicesOf(table)} /> : null}
        </div>
      ) : null}
      {rows.length === 0 ? (
        <div className="rounded-xl border border-line bg-surface shadow-xs">
          {empty}
          {more?.available ? <TableEnd more={more} inSight={false} rows={0} /> : null}
        </div>
      ) : (
        <TableBox {...props} table={table} held={held} onReading={setReading} />
      )}
    </div>
  );
}

function choicesOf<T extends object>(table: ReactTable<Features, T>): ColumnChoice[] {
  const hideable = table.getAllLeafColumns().filter((column) => column.getCanHide());
  return hideable.map((column) => ({
    header: String(column.columnDef.header),
    visible: column.getIsVisible(),
    toggle: () => column.toggleVisibility(),
  }));
}

function hasShift(event: unknown): boolean {
  return (event as { shiftKey?: boolean }).shiftKey === true;
}
