import type { WorkerHold } from "@baton/contracts";
import { JobLink } from "../../components/job-link.tsx";
import { LockLink } from "../../components/lock-link.tsx";
import { RunningTime } from "../../components/times.tsx";
import type { WorkerRow } from "./worker-row.ts";

/** The lock keys that a worker holds, each with the job that runs under it. */
export function WorkerHolds({ worker, most = Number.POSITIVE_INFINITY }: { worker: WorkerRow; most?: number }) {
  const { held, slotsInUse } = worker;
  const shown = held.slice(0, most);
  if (slotsInUse === 0) return <span className="text-ink-faint">no lock key</span>;
  return (
    <ul className="space-y-1">
      {shown.map((hold) => (
        <li key={hold.keyId} className="min-w-0">
          <Hold hold={hold} />
        </li>
      ))}
      <Unnamed count={slotsInUse - shown.length} isMore={shown.length > 0} />
    </ul>
  );
}

/** Keys beyond those that are shown, or whose names are not known yet. */
function Unnamed({ count, isMore }: { count: number; isMore: boolean }) {
  if (count <= 0) return null;
  return (
    <li className="text-ink-faint text-xs">
      {isMore ? `${count} more` : count === 1 ? "1 lock key" : `${count} lock keys`}
    </li>
  );
}

function Hold({ hold: { lockKey, tenantId, running } }: { hold: WorkerHold }) {
  return (
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="wrap-anywhere">
        <LockLink lockKey={lockKey} tenantId={tenantId} />
      </span>
      {running ? (
        <span className="wrap-anywhere text-ink-soft text-xs">
          runs <JobLink jobId={running.jobId}>{running.name ?? running.jobId.slice(0, 8)}</JobLink> for{" "}
          <RunningTime since={running.startedAt} />
        </span>
      ) : (
        <span className="text-ink-faint text-xs">between two jobs</span>
      )}
    </div>
  );
}
