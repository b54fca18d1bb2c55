import { LoadState } from "../../components/load-state.tsx";
import { DataTable, type DataTableProps } from "../../ui/data-table/data-table.tsx";
import type { Pages } from "./use-pages.ts";

export type PagesTableProps<T extends object> = Pick<
  DataTableProps<T>,
  "id" | "label" | "columns" | "rowId" | "rowHref" | "empty"
> & {
  title: string;
  pages: Pages<T>;
};

/** Rows that are read page by page, under their title. */
export function PagesTable<T extends object>({ title, pages, empty, ...table }: PagesTableProps<T>) {
  const { rows, more, loaded } = pages;
  return (
    <DataTable
      {...table}
      rows={rows}
      more={more}
      height="max-h-[36rem]"
      chooseColumns={rows.length > 0}
      toolbar={<h2 className="font-semibold text-base">{title}</h2>}
      empty={loaded.data ? empty : <LoadState loaded={loaded} what={title} />}
    />
  );
}
