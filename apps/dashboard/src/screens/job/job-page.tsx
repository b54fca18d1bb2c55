"use client";

import type { JobDetail } from "@baton/contracts";
import { useMemo } from "react";
import { LoadState } from "../../components/load-state.tsx";
import { jobResource } from "../../live/resources.ts";
import { useLiveResource } from "../../live/use-live-resource.ts";
import { AttemptsPanel } from "./attempts-panel.tsx";
import { JobHeader } from "./job-header.tsx";
import { JobValues } from "./job-values.tsx";
import { RecordPanel } from "./record-panel.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { useNeighbours } from "./use-neighbours.ts";
import { useRecordCheck } from "./use-record-check.ts";
import { VerifyPanel } from "./verify-panel.tsx";

export type JobPageProps = {
  jobId: string;
  /** The answer's text as the server rendered it, if it had it in time. */
  initial: string | undefined;
  /** How many events there are, when the server rendered only the first ones. */
  total?: number | undefined;
  /** The address of a trace, with `{traceId}` in it. */
  traceUrlTemplate: string | undefined;
};

/** One job, live. */
export function JobPage({ jobId, initial, total, traceUrlTemplate }: JobPageProps) {
  const resource = useMemo(() => jobResource(jobId), [jobId]);
  const loaded = useLiveResource(resource, initial);
  return (
    <div className="space-y-6">
      <LoadState loaded={loaded} what="The job" />
      <StaleNotice error={loaded.data && loaded.error} />
      {loaded.data ? <JobParts detail={loaded.data} total={total} traceUrlTemplate={traceUrlTemplate} /> : null}
    </div>
  );
}

type PartsProps = Pick<JobPageProps, "total" | "traceUrlTemplate"> & { detail: JobDetail };

function JobParts({ detail, total = 0, traceUrlTemplate }: PartsProps) {
  const { job, events } = detail;
  const neighbours = useNeighbours(job);
  const { checking, check, stateOf } = useRecordCheck(job.jobId);
  return (
    <>
      <JobHeader
        detail={detail}
        isWhole={events.length >= total}
        neighbours={neighbours}
        traceUrlTemplate={traceUrlTemplate}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="space-y-6">
          <AttemptsPanel job={job} events={events} starts={neighbours?.starts} />
          <RecordPanel job={job} events={events} total={Math.max(total, events.length)} stateOf={stateOf} />
        </div>
        <div className="space-y-6">
          <VerifyPanel job={job} recorded={events.some(({ seq }) => seq > 0)} checking={checking} onCheck={check} />
          <JobValues job={job} />
        </div>
      </div>
    </>
  );
}
