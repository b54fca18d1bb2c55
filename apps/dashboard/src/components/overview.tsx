"use client";

import type { JobEvent, JobSummary } from "@baton/contracts";
import { historyResource, jobsResource } from "../live/resources.ts";
import { type Loaded, useLiveResource } from "../live/use-live-resource.ts";
import { EventFeed } from "./event-feed.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { JobTable } from "./job-table.tsx";
import { EmptyState, ErrorNotice, Panel, Skeleton } from "./panel.tsx";
import { ScrollArea } from "./scroll-area.tsx";

/** Jobs and history, live. The texts are the server's first answers, if it had them in time. */
export function Overview({ jobs, history }: { jobs: string | undefined; history: string | undefined }) {
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
      <JobsPanel loaded={useLiveResource(jobsResource, jobs)} />
      <div className="xl:sticky xl:top-6">
        <HistoryPanel loaded={useLiveResource(historyResource, history)} />
      </div>
    </div>
  );
}

function JobsPanel({ loaded: { data, error } }: { loaded: Loaded<JobSummary[]> }) {
  return (
    <Panel title="Jobs" aside={data ? countsOf(data) : null}>
      {error ? <ErrorNotice>Jobs could not be read: {error.message}</ErrorNotice> : null}
      {data ? data.length > 0 ? <JobTable jobs={data} /> : <FirstSteps /> : null}
      {!data && !error ? <Skeleton label="Loading jobs" /> : null}
    </Panel>
  );
}

function HistoryPanel({ loaded: { data, error } }: { loaded: Loaded<JobEvent[]> }) {
  return (
    <Panel title="Recent events" aside={data && data.length > 0 ? "newest first" : null}>
      {error ? <ErrorNotice>Events could not be read: {error.message}</ErrorNotice> : null}
      {data ? (
        data.length > 0 ? (
          // Beside the jobs it scrolls by itself; below them it stays short, so that both can be reached.
          <ScrollArea label="Events" className="max-h-128 xl:max-h-[calc(100dvh-8rem)]">
            <EventFeed events={data} />
          </ScrollArea>
        ) : (
          <EmptyState title="Nothing has happened yet">
            Every step of every job appears here as it is recorded.
          </EmptyState>
        )
      ) : null}
      {!data && !error ? <Skeleton label="Loading events" /> : null}
    </Panel>
  );
}

function countsOf(jobs: JobSummary[]): string {
  const running = jobs.filter(({ status }) => status === "Running").length;
  const waiting = jobs.filter(({ status }) => status === "Waiting" || status === "Submitted").length;
  return `${running} running · ${waiting} waiting`;
}
