"use client";

import type { Overview } from "@baton/contracts";
import { FirstSteps } from "../../components/first-steps.tsx";
import { historyResource, jobsResource, overviewResource } from "../../live/resources.ts";
import { useLiveResource } from "../../live/use-live-resource.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ConcernsPanel } from "./concerns-panel.tsx";
import { CountTiles } from "./count-tiles.tsx";
import { EventsPanel } from "./events-panel.tsx";
import { NewestJobsPanel } from "./newest-jobs-panel.tsx";
import { RunningPanel } from "./running-panel.tsx";
import { StatisticsPanel } from "./statistics-panel.tsx";

/** The server's first answers as texts, those that it had in time. */
export type OverviewTexts = Record<"overview" | "jobs" | "history" | "stats", string | undefined>;

/** How things stand, live. */
export function OverviewPage({ initial }: { initial: OverviewTexts }) {
  const overview = useLiveResource(overviewResource, initial.overview);
  const jobs = useLiveResource(jobsResource, initial.jobs);
  const history = useLiveResource(historyResource, initial.history);
  const isNew = jobs.data?.length === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        description={overview.data ? workersText(overview.data.workers) : "How things stand."}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="space-y-6">
          <ConcernsPanel concerns={overview.data?.concerns ?? []} />
          {isNew ? (
            <Panel title="Jobs">
              <FirstSteps />
            </Panel>
          ) : (
            <>
              <CountTiles overview={overview.data} />
              <RunningPanel loaded={overview} />
              <NewestJobsPanel loaded={jobs} />
              <StatisticsPanel initial={initial.stats} />
            </>
          )}
        </div>
        <div className="xl:sticky xl:top-6">
          <EventsPanel loaded={history} />
        </div>
      </div>
    </>
  );
}

function workersText({ live, draining, slots, busySlots }: Overview["workers"]): string {
  if (live + draining === 0) return "No worker is connected.";
  const workers = live === 1 ? "1 worker takes jobs" : `${live} workers take jobs`;
  const drained = draining === 0 ? "" : `, ${draining} ${draining === 1 ? "drains" : "drain"}`;
  return `${workers}${drained}; ${busySlots} of ${slots} slots in use.`;
}
