"use client";

import { isTerminal, type JobSummary } from "@baton/contracts";
import type { ReactNode } from "react";
import { formatDuration } from "../view/duration.ts";
import { JobLink } from "./job-link.tsx";
import { MessageText } from "./message-text.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { JobBadge } from "./status-badge.tsx";
import { RelativeTime, RunningTime } from "./times.tsx";

const heading = "px-3 py-2 font-medium first:pl-4 last:pr-4";

/** On a narrow screen a row is a small grid: name and age, then status and progress. */
export function JobTable({ jobs }: { jobs: JobSummary[] }) {
  return (
    <table className="w-full table-fixed text-left text-sm max-sm:block">
      <caption className="sr-only">The newest jobs, newest first</caption>
      <thead className="border-line border-b text-ink-faint text-xs max-sm:sr-only">
        <tr>
          <th scope="col" className={heading}>
            Job
          </th>
          <th scope="col" className={`${heading} w-32`}>
            Status
          </th>
          <th scope="col" className={`${heading} w-32 max-md:hidden`}>
            Lock key
          </th>
          <th scope="col" className={`${heading} w-36`}>
            Progress
          </th>
          <th scope="col" className={`${heading} w-24 max-lg:hidden`}>
            Worker
          </th>
          <th scope="col" className={`${heading} w-24 text-right`}>
            Age
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line max-sm:block">
        {jobs.map((job) => (
          <JobRow key={job.jobId} job={job} />
        ))}
      </tbody>
    </table>
  );
}

const row =
  "hover:bg-sunken max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:items-center max-sm:px-4 max-sm:py-3 max-sm:gap-y-1.5 max-sm:gap-x-4";
const cell = "min-w-0 sm:px-3 sm:py-2.5 sm:align-top sm:first:pl-4 sm:last:pr-4";

function JobRow({ job }: { job: JobSummary }) {
  // Before it starts, the worker that is known is only the one that took the job in.
  const worker = job.startedAt ? job.workerId : undefined;
  return (
    <tr className={row}>
      <td className={cell}>
        <div className="truncate">
          <JobLink jobId={job.jobId}>{job.name}</JobLink>
        </div>
        <div className="truncate text-ink-faint text-xs">{subtitleOf(job)}</div>
      </td>
      <td className={`${cell} max-sm:justify-self-end`}>
        <JobBadge status={job.status} />
      </td>
      <td className={`${cell} truncate text-ink-soft max-md:hidden`} title={job.lockKey}>
        <bdi>{job.lockKey}</bdi>
      </td>
      <td className={cell}>
        <JobProgress job={job} />
      </td>
      <td className={`${cell} truncate text-ink-soft max-lg:hidden`} title={worker}>
        {worker ?? "–"}
      </td>
      <td className={`${cell} text-right text-ink-soft max-sm:text-xs`}>
        <RelativeTime iso={job.createdAt} />
      </td>
    </tr>
  );
}

function subtitleOf(job: JobSummary): ReactNode {
  return (
    <>
      {job.type}
      <span className="md:hidden">
        {" · "}
        <bdi>{job.lockKey}</bdi>
      </span>
      {job.tenantId === "default" ? null : ` · ${job.tenantId}`}
      {job.priority > 0 ? ` · priority ${job.priority}` : null}
    </>
  );
}

/** A bar while it runs, how long it took when it is over, what it waits for before. */
function JobProgress({ job }: { job: JobSummary }) {
  if (isTerminal(job.status)) {
    return <Muted>{job.startedAt && job.endedAt ? `took ${took(job.startedAt, job.endedAt)}` : "–"}</Muted>;
  }
  if (job.status !== "Running") {
    return (
      <Muted>
        {job.status === "Scheduled" && job.runAt ? (
          <>
            due <RelativeTime iso={job.runAt} />
          </>
        ) : (
          <MessageText message={job.message} />
        )}
      </Muted>
    );
  }
  if (job.progress) return <ProgressBar progress={job.progress} label={`Progress of ${job.name}`} tone="active" />;
  return <Muted>{job.startedAt ? <RunningTime since={job.startedAt} /> : "–"}</Muted>;
}

function Muted({ children }: { children: ReactNode }) {
  return <div className="line-clamp-2 text-ink-faint text-xs leading-5">{children}</div>;
}

function took(startedAt: string, endedAt: string): string {
  return formatDuration(new Date(endedAt).getTime() - new Date(startedAt).getTime());
}
