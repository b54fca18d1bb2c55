"use client";

import type { JobEvent, JobView } from "@baton/contracts";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useEffect, useEffectEvent, useMemo } from "react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { countByKind, filterTrail, type TrailKind, trailKindLabels, trailKinds } from "../../view/trail-filter.ts";
import type { LinkState } from "../../view/verify-record.ts";
import { LogList } from "./log-list.tsx";
import { Trail } from "./trail.tsx";
import { useEventHash } from "./use-event-hash.ts";

export type RecordPanelProps = {
  job: JobView;
  events: JobEvent[];
  /** How many there are: more than `events` while the rest is on its way. */
  total: number;
  /** What a check has found of an event; undefined before. */
  stateOf: (seq: number) => LinkState | undefined;
};

const views = ["trail", "logs"] as const;
const filterUrl = {
  view: parseAsStringLiteral(views).withDefault("trail"),
  kind: parseAsStringLiteral(trailKinds).withDefault("all"),
  find: parseAsString.withDefault(""),
};

/** All that was recorded of the job: as one trail, or what the job itself said. */
export function RecordPanel({ job, events, total, stateOf }: RecordPanelProps) {
  const [{ view, kind, find }, setFilter] = useQueryStates(filterUrl, { history: "replace" });
  const linked = useEventHash();
  const text = useDeferredValue(find);
  const shown = useMemo(
    () => filterTrail(events, { kind: view === "logs" ? "logs" : kind, text }),
    [events, view, kind, text],
  );
  const isHidden = linked !== undefined && has(events, linked) && !has(shown, linked);
  const onFollow = useEffectEvent(() => {
    if (isHidden) void setFilter({ view: "trail", kind: "all", find: "" });
  });
  // Only when a link is followed it goes before the filter: after that the reader may filter again.
  useEffect(() => {
    if (linked !== undefined) onFollow();
  }, [linked]);
  return (
    <Panel title="Record" aside={countText(shown.length, total)}>
      {events.length > 0 ? (
        <>
          <div className="flex flex-wrap items-end gap-3 border-line border-b px-4 py-3">
            <Segmented
              label="What to show"
              value={view}
              options={[
                { value: "trail", label: "Trail" },
                { value: "logs", label: "Logs" },
              ]}
              onValueChange={(next) => void setFilter({ view: next })}
            />
            {view === "trail" ? (
              <Select
                label="Kind of event"
                labelHidden
                className="w-52 max-w-full"
                value={kind}
                options={kindOptions(events)}
                onValueChange={(next) => void setFilter({ kind: next })}
              />
            ) : null}
            <TextField
              type="search"
              label="Find in the record"
              labelHidden
              placeholder="Find…"
              className="w-44 max-w-full grow sm:grow-0"
              value={find}
              onChange={(event) => void setFilter({ find: event.target.value })}
            />
          </div>
          <Shown view={view} shown={shown} job={job} linked={linked} stateOf={stateOf} />
          {total > events.length ? (
            <p className="border-line border-t px-4 py-2 text-ink-faint text-sm">
              The first {events.length.toLocaleString("en")} of {total.toLocaleString("en")} events; the rest is on its
              way, and needs JavaScript.
            </p>
          ) : null}
        </>
      ) : (
        <EmptyState title="Nothing recorded yet">The trail begins when a worker takes the job in.</EmptyState>
      )}
    </Panel>
  );
}

type ShownProps = Pick<RecordPanelProps, "job" | "stateOf"> & {
  view: (typeof views)[number];
  shown: JobEvent[];
  linked: number | undefined;
};

function Shown({ view, shown, linked, stateOf }: ShownProps) {
  if (shown.length > 0 && view === "trail") return <Trail events={shown} linked={linked} stateOf={stateOf} />;
  if (shown.length > 0) return <LogList events={shown} />;
  if (view === "logs")
    return <EmptyState title="No logs">What the job says with ctx.log, and prints, appears here.</EmptyState>;
  return <EmptyState title="No event matches">Choose another kind, or another text.</EmptyState>;
}

function kindOptions(events: JobEvent[]): { value: TrailKind; label: string }[] {
  const counts = countByKind(events);
  return trailKinds.map((value) => ({ value, label: `${trailKindLabels[value]} (${counts[value]})` }));
}

function countText(shown: number, total: number): string {
  const all = `${total.toLocaleString("en")} ${total === 1 ? "event" : "events"}`;
  return shown === total ? all : `${shown.toLocaleString("en")} of ${all}`;
}

function has(events: JobEvent[], seq: number): boolean {
  return events.some((event) => event.seq === seq);
}
