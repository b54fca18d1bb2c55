"use client";

import type { JobEvent, JobSummary } from "@baton/contracts";
import { historyResource, jobsResource } from "../live/resources.ts";
import { type Loaded, useLiveResource } from "../live/use-live-resource.ts";
import { EventFeed } from "./event-feed.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { JobTable } from "./job-table.tsx";
import { LoadState } from "./load-state.tsx";
import { EmptyState, Panel } from "./panel.tsx";
import { ScrollArea } from "./scroll-area.tsx";

/** Jobs and history, live. The texts are the server's first answers, if it had them in time. */
export function Overview({ jobs, history }: { jobs: string | undefined; history: string | undefined }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
      <JobsPanel loaded={useLiveResource(jobsResource, jobs)} />
      <div className="xl:sticky xl:top-6">
        <HistoryPanel loaded={useLiveResource(historyResource, history)} />
      </div>
    </div>
  );
}

function JobsPanel({ loaded }: { loaded: Loaded<JobSummary[]> }) {
  const { data } = loaded;
  return (
    <Panel title="Jobs" aside={asideOf(loaded, countsOf)}>
      <LoadState loaded={loaded} what="Jobs" />
      {data ? data.length > 0 ? <JobTable jobs={data} /> : <FirstSteps /> : null}
    </Panel>
  );
}

function HistoryPanel({ loaded }: { loaded: Loaded<JobEvent[]> }) {
  return (
    <Panel title="Recent events" aside={asideOf(loaded, (events) => (events.length > 0 ? "newest first" : ""))}>
      <LoadState loaded={loaded} what="Events" />
      {loaded.data ? <History events={loaded.data} /> : null}
    </Panel>
  );
}

function History({ events }: { events: JobEvent[] }) {
  if (events.length === 0) {
    return (
      <EmptyState title="Nothing has happened yet">Every step of every job appears here as it is recorded.</EmptyState>
    );
  }
  return (
    // Beside the jobs it scrolls by itself; below them it stays short, so that both can be reached.
    <ScrollArea label="Events" className="max-h-128 xl:max-h-[calc(100dvh-8rem)]">
      <EventFeed events={events} />
    </ScrollArea>
  );
}

function asideOf<T>({ data, error }: Loaded<T>, text: (data: T) => string): string {
  if (data === undefined) return "";
  return error ? "may be out of date" : text(data);
}

function countsOf(jobs: JobSummary[]): string {
  const running = jobs.filter(({ status }) => status === "Running").length;
  const waiting = jobs.filter(({ status }) => status === "Waiting" || status === "Submitted").length;
  return `${running} running · ${waiting} waiting`;
}
