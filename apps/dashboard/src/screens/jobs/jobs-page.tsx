"use client";

import { isActionable, type JobAction } from "@baton/contracts";
import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { Permitted } from "../../access/caller-context.tsx";
import { useCommands } from "../../commands/command-context.ts";
import { Button } from "../../ui/button.tsx";
import type { RowSelection } from "../../ui/data-table/data-table.tsx";
import { Menu } from "../../ui/menu.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import type { ActionScope } from "./action-dialog.tsx";
import { actionWords, jobActions } from "./action-words.ts";
import { ExportLinks } from "./export-links.tsx";
import { filterParsers, noFilter, queryOf, type ShownFilter } from "./job-filter.ts";
import { JobFilters } from "./job-filters.tsx";
import { JobList } from "./job-list.tsx";
import { NoJobs } from "./no-jobs.tsx";
import { SearchReach } from "./search-reach.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { type JobSearch, useJobSearch } from "./use-job-search.ts";

const ActionDialog = dynamic(() => import("./action-dialog.tsx").then(({ ActionDialog }) => ActionDialog), {
  ssr: false,
});

export type JobsPageProps = {
  /** The first answer, if the server had it in time. */
  initial: string | undefined;
  /** Known job types. */
  types: readonly string[];
};

/** Every job, by what it is filtered by: that is in the address, so that it can be kept and sent to others. */
export function JobsPage({ initial, types }: JobsPageProps) {
  const { filter, change } = useFilter();
  const query = queryOf(filter);
  const search = useJobSearch(query, initial);
  const [selected, setSelected] = useState<RowSelection>({});
  const [asked, setAsked] = useState<{ action: JobAction; scope: ActionScope }>();
  const selectedCount = Object.keys(selected).length;
  return (
    <>
      <PageHeader
        title="Jobs"
        description="Every job, newest first: find, filter, and act on all that match."
        actions={
          <>
            <Permitted to="operate">
              <Menu
                trigger={
                  <Button disabled={query === ""} title={query === "" ? "Set a filter first" : undefined}>
                    All that match
                    <ChevronDown aria-hidden="true" />
                  </Button>
                }
                items={jobActions.map((action) => ({
                  label: `${actionWords[action].label}…`,
                  danger: actionWords[action].danger,
                  onSelect: () => setAsked({ action, scope: { kind: "matching", filter } }),
                }))}
              />
            </Permitted>
            <ExportLinks query={query} />
          </>
        }
      />
      <JobFilters filter={filter} onChange={change} types={types} />
      <JobList
        search={search}
        selected={selected}
        onSelect={setSelected}
        toolbar={<SearchReach {...search} />}
        empty={
          <NoJobs
            filter={filter}
            filtered={query !== ""}
            unfinished={search.rows?.cursor !== undefined}
            onChange={change}
          />
        }
      />
      <SelectionBar
        count={selectedCount}
        onAction={(action) => setAsked({ action, scope: selectedScope(action, selected, search) })}
        onClear={() => setSelected({})}
      />
      {asked ? (
        <ActionDialog
          {...asked}
          onClose={() => setAsked(undefined)}
          onGiven={() => {
            if (asked.scope.kind === "selected") setSelected({});
            search.refresh();
          }}
        />
      ) : null}
    </>
  );
}

function useFilter() {
  const [filter, setFilter] = useQueryStates(filterParsers, { history: "push" });
  const change = useCallback((next: Partial<ShownFilter>) => void setFilter(next), [setFilter]);
  useCommands(
    useMemo(
      () => [{ id: "clear-filters", label: "Clear filters", group: "Jobs", run: () => change(noFilter) }],
      [change],
    ),
  );
  return { filter, change };
}

/** Those of the selected for which the action makes sense, as far as the rows tell. */
function selectedScope(action: JobAction, selected: RowSelection, { rows }: JobSearch): ActionScope {
  const chosen = rows?.jobs.filter(({ jobId }) => selected[jobId]) ?? [];
  const ids = chosen.filter(({ status }) => isActionable(action, status)).map(({ jobId }) => jobId);
  return { kind: "selected", ids, leftOut: chosen.length - ids.length };
}
