"use client";

import { axisTime } from "../../ui/chart/time-format.ts";
import type { Span } from "./time-span.ts";

const minuteMs = 60_000;
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const fractions = new Intl.DateTimeFormat("en-GB", { minute: "2-digit", second: "2-digit", fractionalSecondDigits: 2 });

/** Where a time lies, in percent of the width. */
export type Place = (time: number) => number;

type TimeAxisProps = {
  ticks: readonly Date[];
  place: Place;
  span: Span;
  marks: readonly { at: number; text: string }[];
};

/** The times below the lanes, and above them what was done to the key. */
export function TimeAxis({ ticks, place, span, marks }: TimeAxisProps) {
  const length = span.to - span.from;
  return (
    <div aria-hidden="true" className="relative h-9 border-line-strong border-t">
      {ticks.map((tick, at) => (
        <span
          key={tick.getTime()}
          style={{ left: `${place(tick.getTime())}%` }}
          className={`absolute top-0 flex -translate-x-1/2 flex-col items-center text-[0.6875rem] text-ink-faint tabular-nums ${at % 2 === 1 ? "max-sm:hidden" : ""}`}
        >
          <span className="h-1.5 w-px bg-line-strong" />
          <span className={tickEdge(place(tick.getTime()))}>{tickText(tick, length)}</span>
        </span>
      ))}
      {marks
        .filter(({ at }) => at >= span.from && at <= span.to)
        .map(({ at, text }) => (
          <span
            key={`${at} ${text}`}
            title={text}
            style={{ left: `${place(at)}%` }}
            className="absolute -top-1.5 size-3 -translate-x-1/2 rotate-45 rounded-xs border border-surface bg-waiting"
          />
        ))}
    </div>
  );
}

/** A time at the very edge would stand outside. */
function tickEdge(place: number): string {
  if (place > 96) return "-translate-x-1/2";
  return place < 4 ? "translate-x-1/2" : "";
}

function tickText(tick: Date, lengthMs: number): string {
  if (lengthMs < minuteMs / 6) return fractions.format(tick);
  return lengthMs < 10 * minuteMs ? seconds.format(tick) : axisTime(tick.toISOString(), lengthMs);
}
