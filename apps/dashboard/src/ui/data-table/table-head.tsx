"use client";

import { FlexRender, type Header, type RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { Checkbox } from "../checkbox.tsx";
import { headClasses } from "./column-classes.ts";
import type { Features } from "./data-column.ts";

type SelectAll = { all: boolean; some: boolean; change: (checked: boolean) => void };

export type TableHeadProps<T extends RowData> = {
  headers: Header<Features, T>[];
  /** When rows can be selected. */
  selectAll: SelectAll | undefined;
};

/** It stays in sight while the rows scroll; as cards, rows name their fields themselves. */
export function TableHead<T extends RowData>({ headers, selectAll }: TableHeadProps<T>) {
  return (
    <thead className="sticky top-0 z-10 bg-surface text-ink-faint text-xs shadow-[inset_0_-1px_0_var(--line)] max-sm:sr-only">
      <tr aria-rowindex={1}>
        {selectAll ? (
          <th scope="col" className="w-10 py-2 pl-4">
            <Checkbox
              checked={selectAll.all}
              indeterminate={selectAll.some && !selectAll.all}
              onCheckedChange={selectAll.change}
              label="Select all rows"
              labelHidden
            />
          </th>
        ) : null}
        {headers.map((header) => (
          <HeadCell key={header.id} header={header} />
        ))}
      </tr>
    </thead>
  );
}

const directions = { asc: "ascending", desc: "descending" } as const;

function HeadCell<T extends RowData>({ header }: { header: Header<Features, T> }) {
  const { column } = header;
  const sorted = column.getIsSorted();
  return (
    <th
      scope="col"
      aria-sort={sorted ? directions[sorted] : undefined}
      className={`px-3 py-2 font-medium first:pl-4 last:pr-4 ${headClasses(column.columnDef.meta)}`}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className="inline-flex items-center gap-1 hover:text-ink [&_svg]:size-3"
        >
          <FlexRender header={header} />
          {sorted === "asc" ? <ArrowUp aria-hidden="true" /> : null}
          {sorted === "desc" ? <ArrowDown aria-hidden="true" /> : null}
          {sorted === false ? <ChevronsUpDown aria-hidden="true" /> : null}
        </button>
      ) : (
        <FlexRender header={header} />
      )}
    </th>
  );
}
