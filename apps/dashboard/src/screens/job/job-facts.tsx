import type { JobView } from "@baton/contracts";
import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { JobLink } from "../../components/job-link.tsx";
import { RelativeTime, RunningTime } from "../../components/times.tsx";
import { formatDuration } from "../../view/duration.ts";

/** What is known of a job, as a grid of terms and values; what is not known is left out. */
export function JobFacts({ job, traceUrlTemplate }: { job: JobView; traceUrlTemplate: string | undefined }) {
  return (
    <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-4 text-sm sm:grid-cols-3 lg:grid-cols-6">
      <div className="col-span-2">
        <Term>Job id</Term>
        <dd className="mt-0.5 flex flex-wrap items-center gap-2">
          <span className="break-all font-mono text-xs">{job.jobId}</span>
          <CopyButton text={job.jobId} label="Copy the job id" />
        </dd>
      </div>
      <Fact term="Type">{job.type}</Fact>
      <Fact term="Lock key">{job.lockKey}</Fact>
      <Fact term="Tenant">{job.tenantId}</Fact>
      <Fact term="Priority">{job.priority}</Fact>
      <Fact term="Submitted">
        <RelativeTime iso={job.createdAt} />
      </Fact>
      <TimeFact term="Waited" from={job.queuedAt ?? job.createdAt} to={job.startedAt} />
      <TimeFact term="Ran" from={job.startedAt} to={job.endedAt} />
      <Fact term="Attempts">{job.maxAttempts ? `${job.attempts} of ${job.maxAttempts}` : job.attempts}</Fact>
      <Fact term="Worker">{job.workerId}</Fact>
      <Fact term="Fence">{job.fence}</Fact>
      <Fact term="Due">{job.runAt ? <RelativeTime iso={job.runAt} /> : undefined}</Fact>
      <Fact term="Submitted by">{job.submittedBy}</Fact>
      <Fact term="Correlation id">{job.correlationId}</Fact>
      <Fact term="Replay of">{job.replayOf ? <JobLink jobId={job.replayOf}>{job.replayOf}</JobLink> : undefined}</Fact>
      <Fact term="Replayed as">
        {job.replayedBy ? <JobLink jobId={job.replayedBy}>{job.replayedBy}</JobLink> : undefined}
      </Fact>
      {job.traceId ? <TraceFact traceId={job.traceId} urlTemplate={traceUrlTemplate} /> : undefined}
    </dl>
  );
}

function TraceFact({ traceId, urlTemplate }: { traceId: string; urlTemplate: string | undefined }) {
  return (
    <div className="col-span-2">
      <Term>Trace</Term>
      <dd className="mt-0.5 flex flex-wrap items-center gap-2">
        {urlTemplate === undefined ? (
          <span className="break-all font-mono text-xs">{traceId}</span>
        ) : (
          <a
            className="break-all font-mono text-xs underline"
            href={urlTemplate.replaceAll("{traceId}", traceId)}
            target="_blank"
            rel="noreferrer"
          >
            {traceId}
          </a>
        )}
        <CopyButton text={traceId} label="Copy the trace id" />
      </dd>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <div className="min-w-0">
      <Term>{term}</Term>
      <dd className="wrap-anywhere mt-0.5">
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

function Term({ children }: { children: ReactNode }) {
  return <dt className="text-ink-faint text-xs">{children}</dt>;
}

/** A span of time: counting while it has no end. */
function TimeFact({ term, from, to }: { term: string; from: string | undefined; to: string | undefined }) {
  if (from === undefined) return null;
  return (
    <Fact term={term}>
      {to === undefined ? (
        <RunningTime since={from} />
      ) : (
        formatDuration(Math.max(0, new Date(to).getTime() - new Date(from).getTime()))
      )}
    </Fact>
  );
}
