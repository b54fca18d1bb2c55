import type { ActiveJob, Overview } from "@baton/contracts";
import Link from "next/link";
import { JobLink } from "../../components/job-link.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { RunningTime } from "../../components/times.tsx";
import type { Loaded } from "../../live/use-live-resource.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { lockHref } from "../../view/lock-address.ts";
import { asOf } from "./as-of.ts";

const shown = 8;

/** What runs now: under whose lock, since when, and how far it is. */
export function RunningPanel({ loaded }: { loaded: Loaded<Overview> }) {
  const running = loaded.data?.running;
  return (
    <Panel title="Running now" aside={asOf(loaded, () => (running && running.length > 1 ? "longest first" : ""))}>
      <LoadState loaded={loaded} what="What runs now" />
      {running ? running.length > 0 ? <RunningList jobs={running} /> : <NothingRuns /> : null}
    </Panel>
  );
}

function NothingRuns() {
  return <EmptyState title="Nothing runs now">A job appears here as soon as a worker has its lock.</EmptyState>;
}

function RunningList({ jobs }: { jobs: ActiveJob[] }) {
  const more = jobs.length - shown;
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {jobs.slice(0, shown).map((job) => (
          <RunningItem key={job.jobId} job={job} />
        ))}
      </ul>
      {more > 0 ? (
        <p className="border-line border-t px-4 py-2.5 text-sm">
          <Link href="/jobs?status=Running" prefetch={false} className="font-medium text-accent hover:underline">
            {more} more
          </Link>
        </p>
      ) : null}
    </>
  );
}

function RunningItem({ job }: { job: ActiveJob }) {
  const { jobId, name, type, lockKey, workerId, fence, attempt, startedAt, progress } = job;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_11rem_4.5rem]">
      <div className="min-w-0">
        <p className="truncate">
          <JobLink jobId={jobId}>{name}</JobLink>
          {name === type ? null : <span className="ml-2 text-ink-faint text-xs">{type}</span>}
        </p>
        <p className="wrap-anywhere mt-0.5 text-ink-soft text-xs">
          lock key{" "}
          <Link href={lockHref(job)} prefetch={false} className="font-medium text-ink hover:underline">
            <bdi>{lockKey}</bdi>
          </Link>
          , held by <span className="font-medium text-ink">{workerId}</span> (fence {fence})
          {attempt > 1 ? ` · attempt ${attempt}` : null}
        </p>
      </div>
      <p className="text-right text-ink-soft sm:order-last">
        <span className="sr-only">for </span>
        <RunningTime since={startedAt} />
      </p>
      <div className="max-sm:col-span-2">
        {progress ? <ProgressBar progress={progress} label={`Progress of ${name}`} tone="active" /> : null}
      </div>
    </li>
  );
}
