"use client";

import type { Stats, StatsFigures, StatsWindow } from "@baton/contracts";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { TimeChart } from "../../ui/chart/time-chart.tsx";
import type { Series } from "../../ui/chart/time-series.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { formatDuration } from "../../view/duration.ts";
import { jobsText } from "../../view/jobs-text.ts";
import { durationPoints, outcomePoints, perHour } from "../../view/stats-points.ts";
import { statsWindows, usualWindow } from "./stats-window.ts";

/** The sums are rolled up every few seconds; a chart of hours need not follow each. */
const refreshMs = 30_000;

const names: Record<StatsWindow, string> = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days" };
const options = statsWindows.map((value) => ({ value, label: names[value] }));
const windowParser = parseAsStringLiteral(statsWindows).withDefault(usualWindow);

/** @param initial the server's answer for the time that stands in the address. */
export function StatisticsPanel({ initial }: { initial: string | undefined }) {
  const [window, setWindow] = useQueryState("window", windowParser);
  const loaded = usePolled(`/api/stats?window=${window}`, "statsSchema", { initial, refreshMs });
  return (
    <Panel
      title="Ended jobs"
      aside={<Segmented label="Time" value={window} options={options} onValueChange={(next) => void setWindow(next)} />}
    >
      <LoadState loaded={loaded} what="The statistics" />
      {loaded.data ? (
        // While another time is on its way, the last one's figures stay, but not as if they were its own.
        <div aria-busy={loaded.data.window !== window} className="aria-busy:opacity-50">
          <Statistics stats={loaded.data} />
        </div>
      ) : null}
    </Panel>
  );
}

function Statistics({ stats }: { stats: Stats }) {
  if (stats.total.jobs === 0) {
    return (
      <EmptyState title="No job has ended in this time">
        Throughput, failures, wait and run times appear here seconds after the first one has.
      </EmptyState>
    );
  }
  return (
    <div className="space-y-6 p-4">
      <Figures stats={stats} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-2">
        <TimeChart
          label="Ended jobs, by the hour"
          kind="bars"
          stacked
          points={outcomePoints(stats)}
          series={outcomeSeries}
          format={(count) => whole.format(count)}
        />
        <TimeChart
          label="Wait and run time, by the hour"
          kind="lines"
          points={durationPoints(stats)}
          series={durationSeries}
          format={formatDuration}
        />
      </div>
    </div>
  );
}

const outcomeSeries: readonly Series[] = [
  { key: "Completed", label: "Completed", tone: "good" },
  { key: "DeadLettered", label: "Dead-lettered", tone: "bad" },
  { key: "Cancelled", label: "Cancelled", tone: "over" },
  { key: "Discarded", label: "Discarded", tone: "planned" },
];

const durationSeries: readonly Series[] = [
  { key: "wait95", label: "Wait, 95 %", tone: "waiting" },
  { key: "wait50", label: "Wait, median", tone: "planned" },
  { key: "run95", label: "Run, 95 %", tone: "active" },
  { key: "run50", label: "Run, median", tone: "good" },
];

function Figures({ stats }: { stats: Stats }) {
  const { jobs, outcomes, wait, run } = stats.total;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
      <Figure term="Throughput" value={jobsText(jobs)} note={`${rate.format(perHour(stats))} per hour on average`} />
      <Figure
        term="Failures"
        value={whole.format(outcomes.DeadLettered)}
        note={`${percent.format(outcomes.DeadLettered / jobs)} dead-lettered`}
      />
      <Times term="Wait" times={wait} />
      <Times term="Run" times={run} />
    </dl>
  );
}

function Times({ term, times: { count, p50Ms, p95Ms } }: { term: string; times: StatsFigures["wait"] }) {
  if (count === 0) return <Figure term={`${term} time`} value="–" note="none started" />;
  return (
    <Figure term={`${term} time`} value={formatDuration(p50Ms)} note={`median; 95 % within ${formatDuration(p95Ms)}`} />
  );
}

function Figure({ term, value, note }: { term: string; value: string; note: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft text-xs">{term}</dt>
      <dd className="mt-0.5 font-semibold text-lg tabular-nums tracking-tight">{value}</dd>
      <dd className="text-ink-faint text-xs">{note}</dd>
    </div>
  );
}

const whole = new Intl.NumberFormat("en");
const rate = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
