"use client";

import type { ReactNode } from "react";
import { useMay } from "../../access/caller-context.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable, type RowSelection } from "../../ui/data-table/data-table.tsx";
import { jobColumns, jobHref, jobLabel, jobRowId } from "./job-columns.tsx";
import type { JobSearch } from "./use-job-search.ts";

export type JobListProps = {
  search: JobSearch;
  selected: RowSelection;
  onSelect: (selected: RowSelection) => void;
  toolbar: ReactNode;
  empty: ReactNode;
};

/** The table of what has been found, and the way on to what is older. */
export function JobList({ search, selected, onSelect, toolbar, empty }: JobListProps) {
  const mayOperate = useMay("operate");
  const { rows, searching, error, more } = search;
  if (!rows) return <LoadState loaded={{ data: undefined, error }} what="Jobs" />;
  const goesOn = rows.cursor !== undefined;
  return (
    <div aria-busy={searching} className={`space-y-3 ${searching ? "opacity-60" : ""}`}>
      <DataTable
        id="jobs"
        label="Jobs, newest first"
        columns={jobColumns}
        rows={rows.jobs}
        rowId={jobRowId}
        rowHref={jobHref}
        {...(mayOperate ? { selection: { selected, onChange: onSelect, label: jobLabel } } : {})}
        {...(goesOn && !rows.paused ? { more: { available: true, ...more } } : {})}
        toolbar={toolbar}
        empty={empty}
      />
      {rows.paused ? (
        <p className="flex flex-wrap items-center justify-center gap-3 text-ink-soft text-sm">
          {more.error === undefined ? null : <span className="text-bad">{more.error}</span>}
          <Button busy={more.loading} onClick={more.load}>
            {more.loading ? "Looking further back…" : "Look further back"}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
