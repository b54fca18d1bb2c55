"use client";

import type { JobEvent, JobNeighbours, JobView } from "@baton/contracts";
import { useMemo, useState } from "react";
import { useNow } from "../../components/clock.ts";
import { EventBadge } from "../../components/status-badge.tsx";
import { Panel } from "../../ui/panel.tsx";
import { formatDuration } from "../../view/duration.ts";
import { type Span, type SpanKind, type Waterfall, type WaterfallRow, waterfallOf } from "../../view/waterfall.ts";
import { spanClasses, spanLabels, spanMeanings } from "./span-colours.ts";

export type AttemptsPanelProps = {
  job: JobView;
  events: JobEvent[];
  starts: JobNeighbours["starts"] | undefined;
};

const kinds: readonly SpanKind[] = ["wait", "lock", "run", "storage"];
const shownAtFirst = 25;

/** Where the job's time went, as bars over one scale of time. */
export function AttemptsPanel({ job, events, starts }: AttemptsPanelProps) {
  const now = useNow();
  // What has ended does not change with the time.
  const until = job.endedAt === undefined ? now : 0;
  const waterfall = useMemo(() => waterfallOf(job, events, starts, until), [job, events, starts, until]);
  if (!waterfall) return null;
  return (
    <Panel title="Where its time went" aside={`${formatDuration(waterfall.to - waterfall.from)} in all`}>
      <div className="space-y-4 px-4 py-4">
        <Totals waterfall={waterfall} />
        <Bars waterfall={waterfall} />
      </div>
    </Panel>
  );
}

function Totals({ waterfall: { totals } }: { waterfall: Waterfall }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-4">
      {kinds.map((kind) => (
        <div key={kind}>
          <dt className="flex items-center gap-1.5 text-ink-soft text-xs" title={spanMeanings[kind]}>
            <span aria-hidden="true" className={`size-2 rounded-sm ${spanClasses[kind]}`} />
            {spanLabels[kind]}
          </dt>
          <dd className="mt-0.5 font-medium tabular-nums">{formatDuration(totals[kind])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Bars({ waterfall }: { waterfall: Waterfall }) {
  const [whole, setWhole] = useState(false);
  const { rows } = waterfall;
  const shown = whole ? rows : rows.slice(0, shownAtFirst);
  return (
    <>
      <ol className="space-y-1 text-xs" aria-label="Attempts and steps">
        {shown.map((row) => (
          <BarRow key={row.id} row={row} scale={waterfall} />
        ))}
      </ol>
      {shown.length < rows.length ? (
        <button type="button" onClick={() => setWhole(true)} className="text-accent text-sm hover:underline">
          Show all {rows.length} attempts and steps
        </button>
      ) : null}
    </>
  );
}

function BarRow({ row, scale }: { row: WaterfallRow; scale: Waterfall }) {
  const { label, isStep, spans, outcome, seq } = row;
  return (
    <li
      className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 sm:grid-cols-[minmax(0,9.5rem)_minmax(0,1fr)_4rem] ${isStep ? "" : "pt-1.5"}`}
    >
      <span className={`flex min-w-0 items-center gap-2 ${isStep ? "pl-3 text-ink-soft" : "font-medium"}`}>
        {seq > 0 ? (
          <a href={`#event-${seq}`} title={label} className="truncate hover:underline">
            {label}
          </a>
        ) : (
          <span className="truncate">{label}</span>
        )}
        {outcome && outcome !== "Completed" ? <EventBadge status={outcome} /> : null}
      </span>
      <span
        aria-hidden="true"
        className={`relative block rounded-sm bg-sunken max-sm:order-last max-sm:col-span-2 ${isStep ? "h-2" : "h-3.5"}`}
      >
        {spans.map((span) => (
          <Bar key={`${span.kind} ${span.from}`} span={span} scale={scale} />
        ))}
      </span>
      <span className="text-right text-ink-soft tabular-nums">
        {formatDuration(durationOf(row))}
        <span className="sr-only">
          :{" "}
          {spans
            .filter(({ overlaid }) => !overlaid)
            .map(spanText)
            .join(", ")}
        </span>
      </span>
    </li>
  );
}

function Bar({ span, scale }: { span: Span; scale: Waterfall }) {
  const all = scale.to - scale.from;
  const left = (100 * (span.from - scale.from)) / all;
  const width = (100 * (span.to - span.from)) / all;
  return (
    <span
      title={spanText(span)}
      className={`absolute inset-y-0 rounded-[2px] ${spanClasses[span.kind]}`}
      // What took hardly any time is still there to be seen.
      style={{ left: `min(${left}%, calc(100% - 2px))`, width: `max(${width}%, 2px)` }}
    />
  );
}

/** Of an attempt, the time that it ran; of a step, that of its code. */
function durationOf({ spans, isStep }: WaterfallRow): number {
  const own = spans.filter(({ kind }) => kind === "run");
  const counted = own.length === 0 && !isStep ? spans : own;
  return counted.reduce((sum, { from, to }) => sum + to - from, 0);
}

function spanText({ kind, from, to }: Span): string {
  return `${spanLabels[kind]} ${formatDuration(to - from)}`;
}
