"use client";

import { useMemo } from "react";
import { JobLink } from "../../components/job-link.tsx";
import { ClockTime, RunningTime } from "../../components/times.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatDuration } from "../../view/duration.ts";
import { AttemptBadge } from "./attempt-badge.tsx";
import { endWords, gapText, type HoldRow, holdRows } from "./hold-rows.ts";
import type { Attempt, Hold, KeyTimeline } from "./key-timeline.ts";

/** The same as the picture, for those who would rather read it. */
export function HoldTable({ timeline, loaded }: { timeline: KeyTimeline; loaded: boolean }) {
  const rows = useMemo(() => holdRows(timeline), [timeline]);
  if (!loaded) return null;
  return (
    <section aria-labelledby="holds-heading" className="space-y-3">
      <h2 id="holds-heading" className="font-semibold text-sm">
        Holds as a table
      </h2>
      <DataTable
        id="holds"
        label="Holds in this time, newest first"
        columns={columns}
        rows={rows}
        rowId={rowId}
        chooseColumns={false}
        height="max-h-128"
        empty={<EmptyState title="No holds in this time" />}
      />
    </section>
  );
}

const shownAttempts = 4;

const columns: readonly DataColumn<HoldRow>[] = [
  {
    id: "fence",
    header: "Fence",
    width: "w-20",
    narrow: "title",
    cell: ({ hold }) => (
      <span className="tabular-nums">
        <span className="sm:hidden">Fence </span>
        {hold.fence.toLocaleString("en")}
      </span>
    ),
  },
  {
    id: "worker",
    header: "Held by",
    width: "w-36",
    cell: ({ hold }) => <span className="truncate max-sm:inline sm:block">{hold.workerId}</span>,
  },
  {
    id: "began",
    header: "Began",
    width: "w-32",
    cell: ({ hold }) => (hold.from === undefined ? "before" : <ClockTime iso={new Date(hold.from).toISOString()} />),
  },
  { id: "lasted", header: "Lasted", width: "w-24", cell: ({ hold }) => <Lasted hold={hold} /> },
  {
    id: "ended",
    header: "End",
    width: "w-28",
    narrow: "corner",
    cell: ({ hold }) => <span className={hold.end === "lost" ? "text-bad" : ""}>{endWords[hold.end]}</span>,
  },
  { id: "attempts", header: "Attempts", narrow: "below", cell: ({ hold }) => <Attempts attempts={hold.attempts} /> },
  {
    id: "gap",
    header: "Before it",
    width: "w-60",
    from: "lg",
    cell: (row) => <span className="text-ink-soft">{gapText(row)}</span>,
  },
  {
    id: "waited",
    header: "Waited meanwhile",
    width: "w-36",
    align: "end",
    from: "md",
    cell: ({ waits }) => <span className="tabular-nums">{waits.length}</span>,
  },
];

function Lasted({ hold: { from, to } }: { hold: Hold }) {
  if (from === undefined) return "–";
  if (to === undefined) return <RunningTime since={new Date(from).toISOString()} />;
  return <span className="tabular-nums">{formatDuration(Math.max(0, to - from))}</span>;
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return <span className="text-ink-faint">none</span>;
  const rest = attempts.length - shownAttempts;
  return (
    <ul className="space-y-1">
      {attempts.slice(-shownAttempts).map((attempt) => (
        <li key={`${attempt.jobId}:${attempt.attempt}`} className="flex min-w-0 flex-wrap items-center gap-x-2">
          <AttemptBadge attempt={attempt} />
          <span className="wrap-anywhere min-w-0">
            <JobLink jobId={attempt.jobId}>{attempt.jobName ?? attempt.jobId}</JobLink>
          </span>
        </li>
      ))}
      {rest > 0 ? <li className="text-ink-faint text-xs">and {rest} before</li> : null}
    </ul>
  );
}

function rowId({ hold }: HoldRow): string {
  return String(hold.fence);
}
