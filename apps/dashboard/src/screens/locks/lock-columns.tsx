"use client";

import type { LockView } from "@baton/contracts";
import { JobLink } from "../../components/job-link.tsx";
import { RelativeTime, RunningTime } from "../../components/times.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { LeaseLeft } from "./lease-left.tsx";
import { LockBadge } from "./lock-badge.tsx";
import { LockMenu } from "./lock-menu.tsx";
import { policyLabels } from "./lock-policy.ts";
import { countText, lineLength } from "./lock-standing.ts";

export const lockColumns: readonly DataColumn<LockView>[] = [
  {
    id: "key",
    header: "Lock key",
    narrow: "title",
    fixed: true,
    sortBy: ({ lockKey }) => lockKey,
    cell: ({ lockKey }) => <bdi>{lockKey}</bdi>,
  },
  {
    id: "tenant",
    header: "Tenant",
    width: "w-24",
    from: "xl",
    sortBy: ({ tenantId }) => tenantId,
    cell: ({ tenantId }) => <span className="truncate text-ink-soft sm:block">{tenantId}</span>,
  },
  {
    id: "standing",
    header: "State",
    width: "w-44",
    narrow: "corner",
    cell: (lock) => <LockBadge lock={lock} />,
  },
  {
    id: "holder",
    header: "Held by",
    width: "w-32",
    sortBy: ({ holder }) => holder?.workerId,
    cell: ({ holder }) => <span className="truncate text-ink-soft sm:block">{holder?.workerId ?? "–"}</span>,
  },
  {
    id: "fence",
    header: "Fence",
    width: "w-20",
    align: "end",
    from: "lg",
    narrow: "hidden",
    cell: ({ holder }) => <span className="tabular-nums">{holder?.fence.toLocaleString("en") ?? "–"}</span>,
  },
  {
    id: "lease",
    header: "Lease",
    width: "w-20",
    align: "end",
    from: "md",
    cell: ({ holder }) => <LeaseLeft until={holder?.leaseUntil} />,
  },
  {
    id: "running",
    header: "Runs",
    width: "w-24",
    from: "lg",
    cell: ({ running }) =>
      running ? (
        <JobLink jobId={running.jobId}>
          <RunningTime since={running.startedAt} />
        </JobLink>
      ) : (
        "–"
      ),
  },
  {
    id: "line",
    header: "In line",
    width: "w-24",
    align: "end",
    sortBy: lineLength,
    cell: (lock) => <span className="tabular-nums">{countText(lineLength(lock))}</span>,
  },
  {
    id: "due",
    header: "Next due",
    width: "w-24",
    from: "xl",
    narrow: "hidden",
    cell: ({ dueAt }) => (dueAt && Date.parse(dueAt) > 0 ? <RelativeTime iso={dueAt} /> : "–"),
  },
  {
    id: "why",
    header: "Because",
    from: "lg",
    narrow: "below",
    cell: (lock) => <Because lock={lock} />,
  },
  {
    id: "policy",
    header: "When a job fails",
    width: "w-44",
    initiallyHidden: true,
    cell: ({ policy }) => policyLabels[policy ?? "types"],
  },
  {
    id: "actions",
    header: "Actions",
    width: "w-20",
    align: "end",
    narrow: "corner",
    fixed: true,
    cell: (lock) => <LockMenu lock={lock} whole />,
  },
];

/** Why its line stands still, if it does. */
function Because({ lock: { parked, paused, heldFor } }: { lock: LockView }) {
  if (parked) {
    return (
      <Reason>
        <JobLink jobId={parked.jobId}>a job</JobLink> was dead-lettered <RelativeTime iso={parked.since} />
      </Reason>
    );
  }
  if (paused) {
    return (
      <Reason>
        {paused.by}, <RelativeTime iso={paused.since} />: {paused.reason}
      </Reason>
    );
  }
  if (!heldFor) return null;
  return (
    <Reason>
      <JobLink jobId={heldFor.jobId}>a job</JobLink> is tried again <RelativeTime iso={heldFor.until} />
    </Reason>
  );
}

function Reason({ children }: { children: React.ReactNode }) {
  return <span className="wrap-anywhere line-clamp-2 text-ink-soft">{children}</span>;
}
