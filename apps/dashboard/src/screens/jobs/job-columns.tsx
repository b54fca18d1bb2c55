import { isTerminal, type JobSummary } from "@baton/contracts";
import type { Route } from "next";
import { JobBadge } from "../../components/status-badge.tsx";
import { RelativeTime, RunningTime } from "../../components/times.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { formatDuration } from "../../view/duration.ts";

export const jobColumns: readonly DataColumn<JobSummary>[] = [
  { id: "name", header: "Job", cell: (job) => <bdi>{job.name}</bdi>, narrow: "title", fixed: true },
  { id: "status", header: "Status", cell: (job) => <JobBadge status={job.status} />, width: "w-34", narrow: "corner" },
  { id: "type", header: "Type", cell: (job) => <Short>{job.type}</Short>, width: "w-36", from: "md" },
  { id: "key", header: "Lock key", cell: (job) => <Short>{job.lockKey}</Short>, width: "w-36" },
  { id: "priority", header: "Priority", cell: ({ priority }) => priority, width: "w-20", align: "end", from: "xl" },
  { id: "attempts", header: "Attempts", cell: ({ attempts }) => attempts, width: "w-22", align: "end", from: "xl" },
  { id: "wait", header: "Wait", cell: (job) => <Wait job={job} />, width: "w-24", align: "end", from: "lg" },
  { id: "run", header: "Run", cell: (job) => <Run job={job} />, width: "w-24", align: "end", from: "lg" },
  { id: "worker", header: "Worker", cell: (job) => <Short>{workerOf(job)}</Short>, width: "w-32", from: "xl" },
  {
    id: "age",
    header: "Age",
    cell: (job) => <RelativeTime iso={job.createdAt} />,
    width: "w-24",
    align: "end",
  },
  {
    id: "tenant",
    header: "Tenant",
    cell: (job) => <Short>{job.tenantId}</Short>,
    width: "w-28",
    initiallyHidden: true,
  },
  {
    id: "submitter",
    header: "Submitter",
    cell: (job) => <Short>{job.submittedBy}</Short>,
    width: "w-36",
    initiallyHidden: true,
  },
  {
    id: "correlation",
    header: "Correlation id",
    cell: (job) => <Short>{job.correlationId}</Short>,
    width: "w-40",
    initiallyHidden: true,
  },
];

export function jobRowId({ jobId }: JobSummary): string {
  return jobId;
}

export function jobHref({ jobId }: JobSummary): Route {
  return `/jobs/${jobId}` as Route;
}

export function jobLabel({ name }: JobSummary): string {
  return name;
}

function Short({ children }: { children: string | undefined }) {
  return (
    <span title={children} className="block truncate text-ink-soft max-sm:inline max-sm:text-ink">
      {children ? <bdi>{children}</bdi> : "–"}
    </span>
  );
}

/** From when it was taken in to its first start; nobody waits for what is for later. */
function Wait({ job }: { job: JobSummary }) {
  const { startedAt, status, queuedAt, createdAt, endedAt } = job;
  const since = queuedAt ?? createdAt;
  if (startedAt !== undefined) return took(since, startedAt);
  if (status === "Scheduled") return "–";
  if (isTerminal(status)) return endedAt === undefined ? "–" : took(since, endedAt);
  return <RunningTime since={since} />;
}

/** From its first start to its end. */
function Run({ job: { startedAt, endedAt, status } }: { job: JobSummary }) {
  if (startedAt === undefined) return "–";
  if (endedAt !== undefined) return took(startedAt, endedAt);
  return isTerminal(status) ? "–" : <RunningTime since={startedAt} />;
}

function took(from: string, to: string): string {
  return formatDuration(Date.parse(to) - Date.parse(from));
}

/** Before it starts, the worker that is known is only the one that took the job in. */
function workerOf({ startedAt, workerId }: JobSummary): string | undefined {
  return startedAt === undefined ? undefined : workerId;
}
