"use client";

import type { JobDetail, JobEvent, JobNeighbour, JobNeighbours, JobView } from "@baton/contracts";
import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { MessageText } from "../../components/message-text.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { JobBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { jobTones } from "../../view/status-tone.ts";
import { waitingSentence } from "../../view/waiting-sentence.ts";
import { JobActions } from "./job-actions.tsx";
import { JobFacts } from "./job-facts.tsx";

export type JobHeaderProps = {
  detail: JobDetail;
  /** Whether all of its events are there. */
  isWhole: boolean;
  neighbours: JobNeighbours | undefined;
  traceUrlTemplate: string | undefined;
};

/** What the job is, where it stands, and what can be done with it. */
export function JobHeader({ detail: { job, events }, isWhole, neighbours, traceUrlTemplate }: JobHeaderProps) {
  const last = (isWhole ? lastWord(events) : undefined) ?? job.message;
  return (
    <section aria-label="Job" className="rounded-xl border border-line bg-surface p-4 shadow-xs sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">
            <bdi>{job.name}</bdi>
          </h1>
          <span role="status" className="inline-flex">
            <JobBadge status={job.status} />
          </span>
        </div>
        <JobActions job={job} />
      </div>
      {job.description ? <p className="wrap-anywhere mt-2 text-ink-soft text-sm">{job.description}</p> : null}
      <div className="mt-3 max-w-2xl space-y-2 text-sm">
        <Situation job={job} lastWord={last} />
        {job.progress ? <ProgressBar progress={job.progress} label="Progress" tone={jobTones[job.status]} /> : null}
      </div>
      <JobFacts job={job} traceUrlTemplate={traceUrlTemplate} />
      {job.startedAt === undefined ? null : <Neighbours neighbours={neighbours} lockKey={job.lockKey} />}
    </section>
  );
}

/** Where the job stands, in one line: why it waits, or the last thing that was recorded. */
function Situation({ job, lastWord }: { job: JobView; lastWord: string }) {
  const { waiting } = job;
  if (!waiting) {
    return (
      <p className="wrap-anywhere text-ink-soft">
        <MessageText message={lastWord} />
      </p>
    );
  }
  return (
    <p className="wrap-anywhere text-waiting">
      <MessageText message={waitingSentence(waiting, job.lockKey)} />
      {job.runAt && (waiting.kind === "scheduled" || waiting.kind === "retrying") ? (
        <>
          {" "}
          (<RelativeTime iso={job.runAt} />)
        </>
      ) : null}
      .
    </p>
  );
}

/** The newest message of the record, except for the "3/10" that the progress bar shows, too. */
function lastWord(events: JobEvent[]): string | undefined {
  return events.findLast(({ status, message }) => status !== "Progress" || !/^\d+\/\d+$/.test(message))?.message;
}

/** The jobs that had the lock before and after; the place is kept, so that nothing moves when they come. */
function Neighbours({ neighbours, lockKey }: { neighbours: JobNeighbours | undefined; lockKey: string }) {
  return (
    <nav
      aria-label={`Jobs of the lock key ${lockKey} before and after this one`}
      className="mt-5 flex min-h-12 flex-wrap justify-between gap-x-6 gap-y-3 border-line border-t pt-4 text-sm"
    >
      {neighbours?.previous ? (
        <NeighbourLink neighbour={neighbours.previous} label="Previous job of this lock key" icon={<ChevronLeft />} />
      ) : (
        <span className="text-ink-soft">{neighbours ? "No job of this lock key just before" : ""}</span>
      )}
      {neighbours?.next ? (
        <NeighbourLink neighbour={neighbours.next} label="Next job of this lock key" icon={<ChevronRight />} atEnd />
      ) : (
        <span className="text-ink-soft">{neighbours ? "None after it yet" : ""}</span>
      )}
    </nav>
  );
}

type NeighbourLinkProps = { neighbour: JobNeighbour; label: string; icon: ReactNode; atEnd?: boolean };

function NeighbourLink({ neighbour: { jobId, name, status }, label, icon, atEnd = false }: NeighbourLinkProps) {
  return (
    <Link
      href={`/jobs/${jobId}`}
      prefetch={false}
      className={`flex min-w-0 items-center gap-2 text-accent hover:underline [&_svg]:size-4 [&_svg]:shrink-0 ${atEnd ? "flex-row-reverse text-right" : ""}`}
    >
      <span aria-hidden="true">{icon}</span>
      <span className="min-w-0">
        <span className="block text-ink-faint text-xs">{label}</span>
        <span className="wrap-anywhere font-medium">
          <bdi>{name}</bdi>
        </span>
      </span>
      <JobBadge status={status} />
    </Link>
  );
}
