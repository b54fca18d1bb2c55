"use client";

import { scaleTime } from "d3-scale";
import { type KeyboardEvent, useRef } from "react";
import { dotClasses } from "../../ui/tone-classes.ts";
import { attemptTone } from "./attempt-badge.tsx";
import { holdLabel } from "./hold-label.ts";
import type { Attempt, Hold, Step } from "./key-timeline.ts";
import type { Bar, Lanes } from "./lanes.ts";
import { type Place, TimeAxis } from "./time-axis.tsx";
import type { Span } from "./time-span.ts";

type GanttProps = {
  lanes: Lanes;
  span: Span;
  /** Pauses and the like, as times. */
  marks: readonly { at: number; text: string }[];
  /** Nothing is known of what was before. */
  knownFrom: number;
  selected: number | undefined;
  onSelect: (fence: number) => void;
};

const lane = "sm:grid sm:grid-cols-[9rem_minmax(0,1fr)] sm:items-center sm:gap-3";
const track = "relative rounded-md bg-sunken";

/** Holds over time: a lane for each worker, in it the holds, in those the attempts; below, how many waited. */
export function Gantt({ lanes, span, marks, knownFrom, selected, onSelect }: GanttProps) {
  const scale = scaleTime().domain([span.from, span.to]).range([0, 100]).clamp(true);
  const place: Place = (time) => scale(time);
  const group = useRef<HTMLFieldSetElement>(null);
  const bars = lanes.workers.flatMap(({ holds }) => holds).toSorted((one, other) => one.of.fence - other.of.fence);
  const reachable = bars.some(({ of }) => of.fence === selected) ? selected : bars.at(-1)?.of.fence;
  const onKeyDown = (event: KeyboardEvent) => {
    const current = bars.findIndex(({ of }) => of.fence === reachable);
    const next = bars[nextPlace(event.key, current, bars.length) ?? -1];
    if (!next) return;
    event.preventDefault();
    onSelect(next.of.fence);
    group.current?.querySelector<HTMLElement>(`[data-fence="${next.of.fence}"]`)?.focus();
  };
  return (
    <fieldset ref={group} onKeyDown={onKeyDown} className="min-w-0 space-y-2">
      <legend className="sr-only">Holds over time. Arrow keys lead from hold to hold.</legend>
      {lanes.workers.map(({ workerId, holds, attempts }) => (
        <div key={workerId} className={lane}>
          <span className="block truncate text-ink-soft text-xs max-sm:mb-0.5" title={workerId}>
            {workerId}
          </span>
          <div className={`${track} h-10`}>
            {holds.map((bar) => (
              <HoldBar
                key={bar.of.fence}
                bar={bar}
                place={place}
                selected={bar.of.fence === selected}
                reachable={bar.of.fence === reachable}
                onSelect={onSelect}
              />
            ))}
            {attempts.map((bar) => (
              <AttemptBar key={`${bar.of.jobId}:${bar.of.attempt}`} bar={bar} place={place} />
            ))}
            <Unknown knownFrom={knownFrom} place={place} />
          </div>
        </div>
      ))}
      <div className={lane}>
        <span className="block text-ink-soft text-xs max-sm:mb-0.5">
          Waiting{lanes.most > 0 ? `, ${lanes.most} at most` : ": nobody"}
        </span>
        <div aria-hidden="true" className={`${track} h-8 overflow-hidden`}>
          {lanes.waiting.map((step) => (
            <WaitBar key={step.from} step={step} most={lanes.most} place={place} />
          ))}
          <Unknown knownFrom={knownFrom} place={place} />
        </div>
      </div>
      <div className={lane}>
        <span className="text-ink-soft text-xs max-sm:hidden">{marks.length > 0 ? "Done to the key" : ""}</span>
        <TimeAxis ticks={scale.ticks(6)} place={place} span={span} marks={marks} />
      </div>
    </fieldset>
  );
}

type HoldBarProps = {
  bar: Bar<Hold>;
  place: Place;
  selected: boolean;
  reachable: boolean;
  onSelect: (fence: number) => void;
};

const holdTones: Record<Hold["end"], string> = {
  open: "border-active bg-active-soft text-active",
  released: "border-planned bg-planned-soft text-planned",
  lost: "border-bad border-dashed bg-bad-soft text-bad",
};

/** In percent: a name that does not fit says nothing. */
const leastNamed = 6;

function HoldBar({ bar, place, selected, reachable, onSelect }: HoldBarProps) {
  const { fence, end } = bar.of;
  const width = place(bar.to) - place(bar.from);
  return (
    <button
      type="button"
      data-fence={fence}
      aria-pressed={selected}
      aria-label={holdLabel(bar.of)}
      title={holdLabel(bar.of)}
      tabIndex={reachable ? 0 : -1}
      onClick={() => onSelect(fence)}
      style={stretch(bar, place)}
      className={`absolute inset-y-0.5 flex min-w-1 items-start overflow-hidden rounded border text-left ${holdTones[end]} ${selected ? "ring-2 ring-accent" : ""}`}
    >
      {width >= leastNamed ? (
        <span aria-hidden="true" className="truncate px-1 font-medium text-[0.625rem] leading-4">
          fence {fence}
        </span>
      ) : null}
    </button>
  );
}

function AttemptBar({ bar, place }: { bar: Bar<Attempt>; place: Place }) {
  const { outcome } = bar.of;
  return (
    <span
      aria-hidden="true"
      style={stretch(bar, place)}
      className={`pointer-events-none absolute bottom-1.5 h-3.5 min-w-0.5 rounded-xs ${dotClasses[attemptTone(bar.of)]} ${outcome ? "" : "motion-safe:animate-pulse"}`}
    />
  );
}

function WaitBar({ step, most, place }: { step: Step; most: number; place: Place }) {
  const height = `${Math.max(12, (step.count / most) * 100)}%`;
  return (
    <span style={{ ...stretch(step, place), height }} className="absolute bottom-0 min-w-px bg-waiting opacity-70" />
  );
}

/** What has not been read yet. */
function Unknown({ knownFrom, place }: { knownFrom: number; place: Place }) {
  const width = place(knownFrom);
  if (width <= 0) return null;
  return (
    <span
      aria-hidden="true"
      style={{ width: `${width}%` }}
      className="pointer-events-none absolute inset-y-0 left-0 rounded-md bg-[repeating-linear-gradient(135deg,var(--line)_0_6px,transparent_6px_12px)]"
    />
  );
}

function stretch({ from, to }: { from: number; to: number }, place: Place): { left: string; width: string } {
  const left = place(from);
  // What is at the very edge is as wide as it must be to be seen, and stays inside.
  return { left: `min(${left}%, calc(100% - 4px))`, width: `${Math.max(0, place(to) - left)}%` };
}

function nextPlace(key: string, current: number, count: number): number | undefined {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(count - 1, current + 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(0, current - 1);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}
