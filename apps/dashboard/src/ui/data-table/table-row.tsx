"use client";

import { type Cell, FlexRender, type Row, type RowData } from "@tanstack/react-table";
import type { Route } from "next";
import Link from "next/link";
import { type MouseEvent, memo, type ReactNode } from "react";
import { Checkbox } from "../checkbox.tsx";
import { cellClasses } from "./column-classes.ts";
import type { Features } from "./data-column.ts";

export type TableRowProps<T extends RowData> = {
  row: Row<Features, T>;
  index: number;
  href: Route | undefined;
  /** Undefined when rows cannot be selected. */
  selected: boolean | undefined;
  /** What a screen reader calls it when it is selected. */
  label: string;
  /** The row that the Tab key reaches; arrow keys go on from there. */
  reachable: boolean;
  /** The visible columns: with others, the row is rendered anew. */
  columnIds: string;
  measure: (element: HTMLTableRowElement | null) => void;
};

// As a card, its first line ends (`before`) behind title and corner.
const classes =
  "border-line border-b outline-offset-[-2px] hover:bg-sunken data-selected:bg-accent-soft max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-4 max-sm:gap-y-1 max-sm:px-4 max-sm:py-3 max-sm:before:order-3 max-sm:before:basis-full";

function PlainTableRow<T extends RowData>(props: TableRowProps<T>) {
  const { row, index, href, selected, label, reachable, measure } = props;
  return (
    <tr
      ref={measure}
      data-index={index}
      data-selected={selected || undefined}
      aria-rowindex={index + 2}
      // Arrow keys lead from row to row: the table handles them.
      tabIndex={reachable ? 0 : -1}
      onClick={href === undefined ? undefined : followLink}
      className={`${classes} ${href === undefined ? "" : "cursor-pointer"}`}
    >
      {selected === undefined ? null : <SelectCell row={row} selected={selected} label={label} />}
      {row.getVisibleCells().map((cell) => (
        <TableCell key={cell.id} cell={cell} href={href} />
      ))}
    </tr>
  );
}

export const TableRow = memo(PlainTableRow) as typeof PlainTableRow;

type SelectCellProps<T extends RowData> = { row: Row<Features, T>; selected: boolean; label: string };

function SelectCell<T extends RowData>({ row, selected, label }: SelectCellProps<T>) {
  return (
    <td className="sm:w-10 sm:py-2.5 sm:pl-4 sm:align-top">
      <Checkbox
        checked={selected}
        onCheckedChange={(checked, event) =>
          row.getToggleSelectedHandler()({ target: { checked }, shiftKey: "shiftKey" in event && event.shiftKey })
        }
        label={`Select ${label}`}
        labelHidden
      />
    </td>
  );
}

function TableCell<T extends RowData>({ cell, href }: { cell: Cell<Features, T>; href: Route | undefined }) {
  const { meta = {}, header } = cell.column.columnDef;
  const isTitle = meta.narrow === "title";
  const isLine = (meta.narrow ?? "line") === "line";
  return (
    <td className={`min-w-0 sm:px-3 sm:py-2.5 sm:align-top sm:first:pl-4 sm:last:pr-4 ${cellClasses(meta)}`}>
      {isLine ? <span className="text-ink-faint sm:hidden">{String(header)} </span> : null}
      {isTitle && href !== undefined ? (
        <RowLink href={href}>
          <FlexRender cell={cell} />
        </RowLink>
      ) : (
        <FlexRender cell={cell} />
      )}
    </td>
  );
}

function RowLink({ href, children }: { href: Route; children: ReactNode }) {
  return (
    // Not prefetched: a list would ask for a hundred pages that nobody looks at.
    <Link href={href} prefetch={false} data-row-link className="wrap-anywhere font-medium text-accent hover:underline">
      {children}
    </Link>
  );
}

/** A click beside what is a control of its own follows the row's link; so does one with Ctrl, in a new tab. */
function followLink(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target as Element;
  // React tells a row of clicks in the menus and dialogs that it opens, wherever they are in the page.
  if (!event.currentTarget.contains(target)) return;
  if (target.closest("a, button, input, label, summary")) return;
  if (getSelection()?.isCollapsed === false) return;
  const link = event.currentTarget.querySelector<HTMLAnchorElement>("a[data-row-link]");
  const { ctrlKey, metaKey, shiftKey } = event;
  link?.dispatchEvent(
    new globalThis.MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
  );
}
