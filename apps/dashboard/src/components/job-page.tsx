"use client";

import type { JobDetail, JobError, JobEvent, JobView } from "@baton/contracts";
import { type ReactNode, useMemo } from "react";
import { jobResource } from "../live/resources.ts";
import { useLiveResource } from "../live/use-live-resource.ts";
import { jobTones } from "../view/status-tone.ts";
import { waitingSentence } from "../view/waiting-sentence.ts";
import { JobFacts } from "./job-facts.tsx";
import { JobLink } from "./job-link.tsx";
import { JsonView } from "./json-view.tsx";
import { LoadState } from "./load-state.tsx";
import { MessageText } from "./message-text.tsx";
import { EmptyState, Panel } from "./panel.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { JobBadge } from "./status-badge.tsx";
import { Trail } from "./trail.tsx";

/** One job, live. */
export function JobPage({ jobId, initial }: { jobId: string; initial: string | undefined }) {
  const resource = useMemo(() => jobResource(jobId), [jobId]);
  const loaded = useLiveResource(resource, initial);
  return (
    <div className="space-y-6">
      <LoadState loaded={loaded} what="The job" />
      {loaded.data ? <JobParts detail={loaded.data} /> : null}
    </div>
  );
}

function JobParts({ detail: { job, events } }: { detail: JobDetail }) {
  return (
    <>
      <JobHeader job={job} lastWord={lastWord(events) ?? job.message} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="Trail" aside={`${events.length} ${events.length === 1 ? "event" : "events"}`}>
          {events.length > 0 ? (
            <Trail events={events} />
          ) : (
            <EmptyState title="Nothing recorded yet">The trail begins when a worker takes the job in.</EmptyState>
          )}
        </Panel>
        <div className="space-y-6">
          {job.error ? <ErrorPanel error={job.error} /> : null}
          {job.result === undefined ? null : (
            <Panel title="Result">
              <JsonView value={job.result} label="Result" />
            </Panel>
          )}
          <Panel title="Payload">
            <JsonView value={job.payload} label="Payload" />
          </Panel>
        </div>
      </div>
    </>
  );
}

function JobHeader({ job, lastWord }: { job: JobView; lastWord: string }) {
  return (
    <section aria-label="Job" className="rounded-xl border border-line bg-surface p-4 shadow-xs sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">
          <bdi>{job.name}</bdi>
        </h1>
        <span role="status" className="inline-flex">
          <JobBadge status={job.status} />
        </span>
      </div>
      {job.description ? <p className="wrap-anywhere mt-2 text-ink-soft text-sm">{job.description}</p> : null}
      <div className="mt-3 max-w-xl text-sm">
        <Situation job={job} lastWord={lastWord} />
      </div>
      <JobFacts job={job} />
    </section>
  );
}

/** Where the job stands, in one line: why it waits, how far it is, or the last thing that was recorded. */
function Situation({ job, lastWord }: { job: JobView; lastWord: string }) {
  if (job.waiting) {
    return (
      <p className="text-waiting">
        {waitingSentence(job.waiting, job.lockKey)}
        {job.waiting.kind === "locked" && job.waiting.behindJobId ? <Behind jobId={job.waiting.behindJobId} /> : null}.
      </p>
    );
  }
  return (
    <>
      <p className="wrap-anywhere text-ink-soft">
        <MessageText message={lastWord} />
      </p>
      {job.progress ? (
        <div className="mt-2">
          <ProgressBar progress={job.progress} label="Progress" tone={jobTones[job.status]} />
        </div>
      ) : null}
    </>
  );
}

/** The newest message of the record, except for the "3/10" that the progress bar shows, too. */
function lastWord(events: JobEvent[]): string | undefined {
  return events.findLast(({ status, message }) => status !== "Progress" || !/^\d+\/\d+$/.test(message))?.message;
}

function Behind({ jobId }: { jobId: string }): ReactNode {
  return (
    <>
      , behind job <JobLink jobId={jobId}>{jobId}</JobLink>
    </>
  );
}

function ErrorPanel({ error }: { error: JobError }) {
  return (
    <Panel title="Error">
      <div className="px-4 py-3 text-sm">
        <p className="wrap-anywhere text-bad">
          <span className="font-medium">{error.name}:</span> {error.message}
        </p>
        {error.stack ? (
          <details className="mt-2 text-xs">
            <summary className="w-fit cursor-pointer text-ink-faint hover:text-ink">Stack</summary>
            <pre className="mt-1 max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono leading-relaxed">
              {error.stack}
            </pre>
          </details>
        ) : null}
      </div>
    </Panel>
  );
}
