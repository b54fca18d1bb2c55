import { isTerminal, type JobSummary } from "@baton/contracts";
import { formatDuration } from "../view/duration.ts";
import { JobLink } from "./job-link.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { JobBadge } from "./status-badge.tsx";
import { RelativeTime, RunningTime } from "./times.tsx";

const heading = "px-3 py-2 font-medium first:pl-4 last:pr-4";
const cell = "px-3 py-2.5 align-top first:pl-4 last:pr-4";

export function JobTable({ jobs }: { jobs: JobSummary[] }) {
  return (
    <table className="w-full table-fixed text-left text-sm">
      <caption className="sr-only">The newest jobs, newest first</caption>
      <thead className="border-line border-b text-ink-faint text-xs">
        <tr>
          <th scope="col" className={`${heading} w-32 sm:w-34`}>
            Status
          </th>
          <th scope="col" className={heading}>
            Job
          </th>
          <th scope="col" className={`${heading} hidden w-28 md:table-cell`}>
            Lock key
          </th>
          <th scope="col" className={`${heading} hidden w-40 sm:table-cell`}>
            Progress
          </th>
          <th scope="col" className={`${heading} hidden w-28 lg:table-cell`}>
            Worker
          </th>
          <th scope="col" className={`${heading} w-20 text-right`}>
            Age
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {jobs.map((job) => (
          <JobRow key={job.jobId} job={job} />
        ))}
      </tbody>
    </table>
  );
}

function JobRow({ job }: { job: JobSummary }) {
  return (
    <tr className="hover:bg-sunken">
      <td className={cell}>
        <JobBadge status={job.status} />
      </td>
      <td className={cell}>
        <div className="truncate">
          <JobLink jobId={job.jobId}>{job.name}</JobLink>
        </div>
        <div className="truncate text-ink-faint text-xs">
          {job.type}
          <span className="md:hidden"> · {job.lockKey}</span>
          {job.tenantId === "default" ? null : ` · ${job.tenantId}`}
          {job.priority > 0 ? ` · priority ${job.priority}` : null}
        </div>
        <div className="mt-1.5 sm:hidden">
          <JobProgress job={job} />
        </div>
      </td>
      <td className={`${cell} hidden truncate text-ink-soft md:table-cell`} title={job.lockKey}>
        {job.lockKey}
      </td>
      <td className={`${cell} hidden sm:table-cell`}>
        <JobProgress job={job} />
      </td>
      <td className={`${cell} hidden truncate text-ink-soft lg:table-cell`} title={job.workerId}>
        {job.workerId ?? "–"}
      </td>
      <td className={`${cell} text-right text-ink-soft`}>
        <RelativeTime iso={job.createdAt} />
      </td>
    </tr>
  );
}

/** A bar while it runs, how long it took when it is over, what it waits for before. */
function JobProgress({ job }: { job: JobSummary }) {
  if (isTerminal(job.status))
    return <Muted>{job.startedAt && job.endedAt ? `took ${took(job.startedAt, job.endedAt)}` : "–"}</Muted>;
  if (job.status === "Running" && job.progress)
    return <ProgressBar progress={job.progress} label={`Progress of ${job.name}`} />;
  if (job.status === "Running" && job.startedAt) {
    return (
      <Muted>
        for <RunningTime since={job.startedAt} />
      </Muted>
    );
  }
  return <Muted>{job.message}</Muted>;
}

function Muted({ children }: { children: React.ReactNode }) {
  return <div className="line-clamp-2 text-ink-faint text-xs leading-5">{children}</div>;
}

function took(startedAt: string, endedAt: string): string {
  return formatDuration(new Date(endedAt).getTime() - new Date(startedAt).getTime());
}
