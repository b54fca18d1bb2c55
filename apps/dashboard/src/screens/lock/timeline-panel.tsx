"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useNow } from "../../components/clock.ts";
import { LoadState } from "../../components/load-state.tsx";
import { ClockTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { HoldDetail } from "./hold-detail.tsx";
import { holdRows } from "./hold-rows.ts";
import type { KeyTimeline } from "./key-timeline.ts";
import { lanesOf } from "./lanes.ts";
import { Legend } from "./legend.tsx";
import {
  around,
  liveSpan,
  moved,
  pastSpan,
  type Range,
  rangeLabels,
  ranges,
  type Span,
  type SpanChoice,
} from "./time-span.ts";
import type { KeyHistory } from "./use-key-history.ts";

// Its scale comes after the first paint, as does the reader's time zone.
const Gantt = dynamic(() => import("./gantt.tsx").then(({ Gantt }) => Gantt), {
  ssr: false,
  loading: () => <div className="h-36 rounded-lg bg-sunken motion-safe:animate-pulse" />,
});

type TimelinePanelProps = {
  history: KeyHistory;
  timeline: KeyTimeline;
  choice: SpanChoice;
  onChoose: (choice: Partial<SpanChoice>) => void;
};

const rangeOptions = ranges.map((value) => ({ value, label: rangeLabels[value] }));

/** The picture of who held the lock when, with the span of time that it shows. */
export function TimelinePanel({ history, timeline, choice, onChoose }: TimelinePanelProps) {
  const now = useNow();
  // Kept here, because the picture is gone while another span of time is loaded.
  const [chosen, setChosen] = useState<number>();
  const past = pastSpan(choice);
  const span = past ?? liveSpan(choice.range, now);
  const choosePast = ({ from, to }: Span) =>
    to >= now ? onChoose({ from: null, to: null }) : onChoose({ from: new Date(from), to: new Date(to) });
  const zoom = ({ from, to }: Span) => onChoose({ from: new Date(from), to: new Date(Math.min(to, now)) });
  return (
    <Panel title="Holds over time">
      <div className="p-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Segmented<Range | "own">
            label="Span of time"
            value={choice.from === null ? choice.range : "own"}
            options={rangeOptions}
            onValueChange={(range) => range !== "own" && onChoose({ range, from: null, to: null })}
          />
          <div className="flex items-center gap-1.5">
            <IconButton
              label="Earlier"
              size="small"
              icon={<ChevronLeft aria-hidden="true" />}
              onClick={() => choosePast(moved(span, -1, now))}
            />
            <IconButton
              label="Later"
              size="small"
              icon={<ChevronRight aria-hidden="true" />}
              disabled={!past}
              onClick={() => choosePast(moved(span, 1, now))}
            />
            {past ? (
              <Button size="small" onClick={() => onChoose({ from: null, to: null })}>
                Back to now
              </Button>
            ) : null}
          </div>
          <p className="text-ink-faint text-xs sm:ml-auto">
            {past ? (
              <>
                <ClockTime iso={new Date(past.from).toISOString()} /> –{" "}
                <ClockTime iso={new Date(past.to).toISOString()} />
              </>
            ) : (
              "up to now, live"
            )}
          </p>
        </div>
        <LoadState loaded={{ data: history.history, error: history.error }} what="The history" />
        {history.history ? (
          <Picture
            history={history}
            timeline={timeline}
            span={span}
            now={now}
            chosen={chosen}
            onSelect={setChosen}
            onZoom={zoom}
          />
        ) : null}
      </div>
    </Panel>
  );
}

type PictureProps = {
  history: KeyHistory;
  timeline: KeyTimeline;
  span: Span;
  now: number;
  /** The fencing token of the hold whose details are shown; without one, those of the last. */
  chosen: number | undefined;
  onSelect: (fence: number) => void;
  onZoom: (span: Span) => void;
};

function Picture({ history, timeline, span, now, chosen, onSelect, onZoom }: PictureProps) {
  const rows = useMemo(() => holdRows(timeline), [timeline]);
  const lanes = lanesOf(timeline, span, now);
  const inSight = lanes.workers.flatMap(({ holds }) => holds.map(({ of }) => of.fence));
  const shown = chosen !== undefined && inSight.includes(chosen) ? chosen : Math.max(0, ...inSight);
  const row = rows.find(({ hold }) => hold.fence === shown);
  const knownFrom = history.more ? Date.parse(history.history?.events.at(-1)?.occurredAt ?? "") : span.from;
  return (
    <>
      {lanes.workers.length === 0 && lanes.most === 0 ? (
        <EmptyState title="Nobody held this lock key in this time">
          A hold appears here when a worker takes the lock. Choose a longer span, or go back in time.
        </EmptyState>
      ) : (
        <div className="mt-4">
          <Gantt
            lanes={lanes}
            span={span}
            marks={timeline.happenings.map(({ occurredAt, message }) => ({
              at: Date.parse(occurredAt),
              text: message,
            }))}
            knownFrom={Number.isNaN(knownFrom) ? span.from : knownFrom}
            selected={shown}
            onSelect={onSelect}
          />
          <Legend />
        </div>
      )}
      <Further more={history.more} since={history.history?.events.at(-1)?.occurredAt} />
      {row ? (
        <HoldDetail row={row} onZoom={() => onZoom(around(row.hold.from ?? span.from, row.hold.to ?? now))} />
      ) : null}
    </>
  );
}

/** There is more in the span than has been read. */
function Further({ more, since }: { more: KeyHistory["more"]; since: string | undefined }) {
  if (!more) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 text-ink-soft text-xs" aria-live="polite">
      <span>
        {since ? (
          <>
            Read back to <ClockTime iso={since} />.
          </>
        ) : (
          "Nothing found yet."
        )}
      </span>
      <Button size="small" busy={more.loading} onClick={more.load}>
        Look further back
      </Button>
      {more.error ? <span className="text-bad">{more.error}</span> : null}
    </div>
  );
}
