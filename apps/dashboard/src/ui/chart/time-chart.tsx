"use client";

import dynamic from "next/dynamic";
import { dotClasses } from "../tone-classes.ts";
import { ChartTable } from "./chart-table.tsx";
import type { Series, TimeSeriesProps } from "./time-series.ts";

export type TimeChartProps = TimeSeriesProps & {
  /** What the chart shows: "Jobs that ended, by the hour". */
  label: string;
};

// Recharts is large and comes after the first paint; its place is kept, so that nothing moves.
const TimePlot = dynamic(() => import("./time-plot.tsx").then(({ TimePlot }) => TimePlot), {
  ssr: false,
  loading: () => <div className="h-full motion-safe:animate-pulse rounded-lg bg-sunken" />,
});

/** Figures over time, as bars or lines; the same figures are there as a table. */
export function TimeChart({ label, ...plot }: TimeChartProps) {
  return (
    <figure aria-label={label}>
      <Legend series={plot.series} />
      <div aria-hidden="true" className="mt-2 h-52">
        <TimePlot {...plot} />
      </div>
      <ChartTable label={label} {...plot} />
    </figure>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
      {series.map(({ key, label, tone }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2 rounded-sm ${dotClasses[tone]}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}
