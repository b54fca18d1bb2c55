"use client";

import { isTerminal, type JobSummary } from "@baton/contracts";
import { type ReactNode, useState } from "react";
import { formatDuration } from "../view/duration.ts";
import { JobLink } from "./job-link.tsx";
import { MessageText } from "./message-text.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { JobBadge } from "./status-badge.tsx";
import { RelativeTime, RunningTime } from "./times.tsx";

const heading = "px-3 py-2 font-medium first:pl-4 last:pr-4";
const cell = "px-3 py-2.5 align-top first:pl-4 last:pr-4";

/** Where the events stand below the jobs, a long list would hide them: it begins short. */
const shortLength = 15;

export function JobTable({ jobs }: { jobs: JobSummary[] }) {
  const [whole, setWhole] = useState(false);
  const shortened = !whole && jobs.length > shortLength;
  return (
    <>
      <Table jobs={jobs} shortened={shortened} />
      {shortened ? (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="w-full border-line border-t px-4 py-2.5 font-medium text-accent text-sm hover:bg-sunken xl:hidden"
        >
          Show all {jobs.length} jobs
        </button>
      ) : null}
    </>
  );
}

/** On a narrow screen status, key and progress move below the job's name. */
function Table({ jobs, shortened }: { jobs: JobSummary[]; shortened: boolean }) {
  return (
    <table className="w-full table-fixed text-left text-sm">
      <caption className="sr-only">The newest jobs, newest first</caption>
      <thead className="border-line border-b text-ink-faint text-xs">
        <tr>
          <th scope="col" className={`${heading} hidden w-34 sm:table-cell`}>
            Status
          </th>
          <th scope="col" className={`${heading} max-sm:pl-4`}>
            Job
          </th>
          <th scope="col" className={`${heading} hidden w-36 md:table-cell`}>
            Lock key
          </th>
          <th scope="col" className={`${heading} hidden w-40 sm:table-cell`}>
            Progress
          </th>
          <th scope="col" className={`${heading} hidden w-28 lg:table-cell`}>
            Worker
          </th>
          <th scope="col" className={`${heading} w-24 text-right`}>
            Age
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {jobs.map((job, place) => (
          <JobRow key={job.jobId} job={job} className={shortened && place >= shortLength ? "max-xl:hidden" : ""} />
        ))}
      </tbody>
    </table>
  );
}

function JobRow({ job, className }: { job: JobSummary; className: string }) {
  // Before it starts, the worker that is known is only the one that took the job in.
  const worker = job.startedAt ? job.workerId : undefined;
  return (
    <tr className={`hover:bg-sunken ${className}`}>
      <td className={`${cell} hidden sm:table-cell`}>
        <JobBadge status={job.status} />
      </td>
      <td className={`${cell} max-sm:pl-4`}>
        <div className="truncate">
          <JobLink jobId={job.jobId}>{job.name}</JobLink>
        </div>
        <div className="truncate text-ink-faint text-xs">{subtitleOf(job)}</div>
        <div className="mt-1.5 space-y-1.5 sm:hidden">
          <JobBadge status={job.status} />
          <JobProgress job={job} />
        </div>
      </td>
      <td className={`${cell} hidden truncate text-ink-soft md:table-cell`} title={job.lockKey}>
        {job.lockKey}
      </td>
      <td className={`${cell} hidden sm:table-cell`}>
        <JobProgress job={job} />
      </td>
      <td className={`${cell} hidden truncate text-ink-soft lg:table-cell`} title={worker}>
        {worker ?? "–"}
      </td>
      <td className={`${cell} text-right text-ink-soft`}>
        <RelativeTime iso={job.createdAt} />
      </td>
    </tr>
  );
}

function subtitleOf(job: JobSummary): ReactNode {
  return (
    <>
      {job.type}
      <span className="md:hidden"> · {job.lockKey}</span>
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
        <MessageText message={job.message} />
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
