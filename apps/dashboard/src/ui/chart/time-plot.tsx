"use client";

import { useSyncExternalStore } from "react";
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisTime, pointTime } from "./time-format.ts";
import { colourOf, type TimeSeriesProps } from "./time-series.ts";

const axis = { stroke: "var(--line-strong)", tick: { fill: "var(--ink-faint)", fontSize: 11 }, tickLine: false };

/** The picture of a `TimeChart`, for the eye only: its figures are in the table beside it. */
export function TimePlot({ kind, points, series, stacked = false, format }: TimeSeriesProps) {
  const animated = useMotion();
  const data = points.map(({ at, values }) => ({ at, ...values }));
  const spanMs = spanOf(points.map(({ at }) => at));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 208 }}>
      <ComposedChart data={data} accessibilityLayer={false} margin={{ top: 4, right: 4, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" tickFormatter={(at: string) => axisTime(at, spanMs)} minTickGap={32} {...axis} />
        <YAxis tickFormatter={format} width="auto" allowDecimals={false} axisLine={false} {...axis} />
        <Tooltip
          labelFormatter={(at) => pointTime(String(at))}
          formatter={(value) => format(Number(value))}
          cursor={{ fill: "var(--sunken)", stroke: "var(--line-strong)" }}
          contentStyle={tooltipStyle}
          isAnimationActive={animated}
        />
        {series.map(({ key, label, tone }) =>
          kind === "bars" ? (
            <Bar
              key={key}
              dataKey={key}
              name={label}
              fill={colourOf(tone)}
              maxBarSize={32}
              isAnimationActive={animated}
              {...(stacked ? { stackId: "all" } : { radius: [3, 3, 0, 0] as [number, number, number, number] })}
            />
          ) : (
            <Line
              key={key}
              dataKey={key}
              name={label}
              stroke={colourOf(tone)}
              strokeWidth={2}
              // A point between gaps has no line.
              dot={{ r: 2, fill: colourOf(tone), strokeWidth: 0 }}
              isAnimationActive={animated}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const tooltipStyle = {
  background: "var(--surface)",
  border: "1px solid var(--line-strong)",
  borderRadius: 8,
  color: "var(--ink)",
  fontSize: 12,
};

function spanOf(times: string[]): number {
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? 0 : Date.parse(last) - Date.parse(first);
}

const still = "(prefers-reduced-motion: reduce)";

/** Whether the user minds nothing's moving. */
function useMotion(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(still);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => !matchMedia(still).matches,
    () => false,
  );
}
