"use client";

import type { DeadLetterGroup, DeadLetterGroups, JobSummary } from "@baton/contracts";
import { useState } from "react";
import { Permitted } from "../../access/caller-context.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import type { RowSelection } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { jobsText } from "../../view/jobs-text.ts";
import { addressOf, groupsPath, groupsQuery, isFiltered, orderFilter } from "./dead-letter-filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { countsOf } from "./group-counts.ts";
import { GroupPanel } from "./group-panel.tsx";
import { OrderBar } from "./order-bar.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import type { DeadLetterAction, DeadLetterOrder } from "./use-bulk-order.ts";
import { useDeadLetterOrders } from "./use-dead-letter-orders.ts";
import { usePageFilter } from "./use-page-filter.ts";
import { useRefreshByEvents } from "./use-refresh-by-events.ts";

export type DeadLettersPageProps = {
  /** `GET /api/dead-letters/groups` as the server rendered it, and the address that it is of. */
  initial: { address: string; groups: string | undefined };
};

/** Every job that failed for good, by what went wrong. */
export function DeadLettersPage({ initial }: DeadLettersPageProps) {
  const { filter, settled, change, clear } = usePageFilter();
  const address = addressOf(groupsPath, groupsQuery(settled));
  const loaded = usePolled(address, "deadLetterGroupsSchema", {
    initial: address === initial.address ? initial.groups : undefined,
  });
  useRefreshByEvents(async () => loaded.refresh());
  const orders = useDeadLetterOrders();
  const [selected, setSelected] = useState<RowSelection>({});
  const [changing, setChanging] = useState<JobSummary>();
  const counted = loaded.data?.groups ?? [];
  const groups = settled.type === "" ? counted : counted.filter(({ type }) => type === settled.type);
  const ids = Object.keys(selected);
  const busy = orders.running !== undefined;
  const order = async (
    action: DeadLetterAction,
    rest: DeadLetterOrder["rest"],
    total: number | undefined,
    whom: string,
  ) => {
    const what = `${action === "replay" ? "Replay" : "Discard"} ${whom}?`;
    if (await orders.orderMany(action, { rest, total, what })) setSelected({});
  };
  const orderMatching = (action: DeadLetterAction, total: number | undefined, group?: DeadLetterGroup) => {
    const whom = group ? "this group" : "all that match";
    void order(action, { kind: "filter", filter: orderFilter(settled, group) }, total, whom);
  };
  return (
    <>
      <PageHeader
        title="Dead letters"
        description="Jobs that failed for good, grouped by what went wrong: replay them, or take them off the list."
      />
      <FilterBar filter={filter} types={counted.map(({ type }) => type)} onChange={change} onClear={clear} />
      <Stale error={loaded.data ? loaded.error : undefined} />
      <LoadState loaded={loaded} what="Dead letters" />
      {loaded.data ? <Summary counted={{ ...loaded.data, groups }} busy={busy} onOrder={orderMatching} /> : null}
      {groups.map((group) => (
        <GroupPanel
          key={`${group.type} ${group.error}`}
          group={group}
          filter={settled}
          selected={selected}
          onSelect={setSelected}
          onReplay={orders.replay}
          onDiscard={orders.discard}
          onChangePayload={setChanging}
          busy={busy}
          onOrder={(action, total) => orderMatching(action, total, group)}
        />
      ))}
      {loaded.data && groups.length === 0 ? <Nothing filtered={isFiltered(settled)} onClear={clear} /> : null}
      <OrderBar
        selected={ids.length}
        running={orders.running}
        onOrder={(action) => void order(action, { kind: "ids", ids }, ids.length, "the selected jobs")}
        onClear={() => setSelected({})}
        onHalt={orders.halt}
      />
      <ReplayDialog job={changing} onClose={() => setChanging(undefined)} onReplay={orders.sendReplay} />
    </>
  );
}

function Stale({ error }: { error: Error | undefined }) {
  return (
    <p role="status" className="rounded-lg bg-waiting-soft px-4 py-2 text-sm text-waiting empty:hidden">
      {error ? `This is how it stood: it could not be read again. ${error.message} Trying again…` : null}
    </p>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return (
    <section aria-label="Dead letters" className="rounded-xl border border-line bg-surface shadow-xs">
      {filtered ? (
        <EmptyState title="No dead letter matches">
          <Button onClick={onClear}>Show all</Button>
        </EmptyState>
      ) : (
        <EmptyState title="No dead letters">Failed jobs land here after their last attempt.</EmptyState>
      )}
    </section>
  );
}

type SummaryProps = {
  counted: DeadLetterGroups;
  busy: boolean;
  onOrder: (action: DeadLetterAction, total: number | undefined) => void;
};

/** How many there are, and what can be done about all of them. */
function Summary({ counted: { groups, cursor }, busy, onOrder }: SummaryProps) {
  const { all, unreplayed } = countsOf(groups);
  if (all === 0) return null;
  // What was not counted is acted on all the same.
  const total = (count: number) => (cursor === undefined ? count : undefined);
  const more = cursor === undefined ? "" : " or more";
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-ink-soft text-sm" aria-live="polite">
        {jobsText(all)}
        {more} in {groups.length === 1 ? "1 group" : `${groups.length.toLocaleString("en")} groups`}
        {all > unreplayed ? `, ${(all - unreplayed).toLocaleString("en")} of them replayed` : null}.
        {cursor === undefined
          ? null
          : " Only the newest are counted; what is done to all that match reaches the others, too."}
      </p>
      <Permitted to="operate">
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy || unreplayed === 0} onClick={() => onOrder("replay", total(unreplayed))}>
            Replay all that match
          </Button>
          <Button disabled={busy} onClick={() => onOrder("discard", total(all))}>
            Discard all that match
          </Button>
        </div>
      </Permitted>
    </div>
  );
}
