"use client";

import type { ReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useRef } from "react";
import { Button } from "../button.tsx";
import type { Features } from "./data-column.ts";
import type { DataTableProps } from "./data-table.tsx";
import { TableEnd } from "./table-end.tsx";
import { TableHead } from "./table-head.tsx";
import { TableRow } from "./table-row.tsx";
import type { HeldRows } from "./use-held-rows.ts";
import { useReading } from "./use-reading.ts";
import { useRowKeys } from "./use-row-keys.ts";

const rowHeight = 44;
/** What the server renders, which does not know how high the window is. */
const firstRect = { width: 1200, height: 30 * rowHeight };
const overscan = 12;

export type TableBoxProps<T extends object> = DataTableProps<T> & {
  table: ReactTable<Features, T>;
  held: HeldRows<T>;
  /** Whether the user is at something that must not move. */
  onReading: (reading: boolean) => void;
};

/** The table itself, in a box that scrolls. */
export function TableBox<T extends object>(props: TableBoxProps<T>) {
  const { label, table, held, more, rowHref, selection, onReading, height = "max-h-[calc(100dvh-14rem)]" } = props;
  const box = useRef<HTMLElement>(null);
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    initialRect: firstRect,
    overscan,
    useFlushSync: false,
  });
  const keys = useRowKeys(box, rows.length, (index) => virtualizer.scrollToIndex(index));
  const reading = useReading(onReading);
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  const columnIds = table.getVisibleLeafColumns().map(({ id }) => id);
  const showFresh = () => {
    held.release();
    box.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="relative overflow-hidden rounded-xl border border-line bg-surface shadow-xs">
      <FreshRows count={held.fresh} show={showFresh} />
      <section
        ref={box}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what scrolls by itself
        tabIndex={0}
        className={`overflow-auto overscroll-contain ${height}`}
        {...reading.box}
      >
        <table
          aria-label={label}
          aria-rowcount={more?.available ? -1 : rows.length + 1}
          className="w-full table-fixed text-left text-sm max-sm:block"
        >
          <TableHead
            headers={table.getHeaderGroups().flatMap(({ headers }) => headers)}
            selectAll={selection ? selectAllOf(table) : undefined}
          />
          <tbody className="max-sm:block" onKeyDown={keys.onKeyDown} {...reading.rows}>
            <Spacer height={first?.start ?? 0} />
            {items.map(({ index }) => {
              const row = rows[index];
              if (!row) return null;
              return (
                <TableRow
                  key={row.id}
                  row={row}
                  index={index}
                  href={rowHref?.(row.original)}
                  selected={selection && (selection.selected[row.id] ?? false)}
                  label={selection?.label(row.original) ?? ""}
                  reachable={index === keys.reachable}
                  columnIds={columnIds.join(" ")}
                  measure={virtualizer.measureElement}
                />
              );
            })}
            <Spacer height={last ? virtualizer.getTotalSize() - last.end : 0} />
          </tbody>
        </table>
        {more ? <TableEnd more={more} inSight={last?.index === rows.length - 1} rows={rows.length} /> : null}
      </section>
    </div>
  );
}

/** Stands for the rows that are not in the page. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it cannot have the focus
    <tr aria-hidden="true" className="max-sm:block">
      <td className="max-sm:block" style={{ height }} />
    </tr>
  );
}

/** Over the rows, so that they do not move when it comes. */
function FreshRows({ count, show }: { count: number; show: () => void }) {
  return (
    <div aria-live="polite" className="absolute inset-x-0 top-11 z-20 flex justify-center empty:hidden">
      {count > 0 ? (
        <Button variant="primary" size="small" onClick={show} className="rounded-full! shadow-md">
          <ArrowUp aria-hidden="true" />
          {count.toLocaleString("en")} new
        </Button>
      ) : null}
    </div>
  );
}

function selectAllOf<T extends object>(table: ReactTable<Features, T>) {
  return {
    all: table.getIsAllRowsSelected(),
    some: table.getIsSomeRowsSelected(),
    change: (checked: boolean) => table.toggleAllRowsSelected(checked),
  };
}
