"use client";

import type { LockDetail } from "@baton/contracts";
import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { Permitted } from "../../access/caller-context.tsx";
import { useCommands } from "../../commands/command-context.ts";
import { JobLink } from "../../components/job-link.tsx";
import { RelativeTime, RunningTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { LeaseLeft } from "../locks/lease-left.tsx";
import { LockBadge } from "../locks/lock-badge.tsx";
import { LockMenu } from "../locks/lock-menu.tsx";
import { policyLabels } from "../locks/lock-policy.ts";
import { countText, lineLength } from "../locks/lock-standing.ts";
import { useLockOrders } from "../locks/use-lock-orders.ts";

type LockHeaderProps = { lockKey: string; tenantId: string; lock: LockDetail | undefined };

export function LockHeader({ lockKey, tenantId, lock }: LockHeaderProps) {
  return (
    <>
      <PageHeader
        title={
          <>
            <Link href="/locks" className="font-normal text-ink-soft hover:underline">
              Locks
            </Link>
            <span aria-hidden="true" className="mx-2 font-normal text-ink-faint">
              /
            </span>
            <bdi>{lockKey}</bdi>
          </>
        }
        description={
          tenantId === "default" ? "Who held this lock key, for how long, and who waited." : `Tenant ${tenantId}`
        }
        actions={
          lock ? (
            <Permitted to="operate">
              <LockActions lock={lock} />
            </Permitted>
          ) : null
        }
      />
      {lock ? <Facts lock={lock} /> : null}
    </>
  );
}

function LockActions({ lock }: { lock: LockDetail }) {
  const { pause, resume } = useLockOrders();
  const stopped = lock.paused !== undefined || lock.parked !== undefined;
  useCommands(
    useMemo(
      () => [
        stopped
          ? { id: "lock resume", label: "Resume this lock key", group: "This page", run: () => void resume(lock) }
          : { id: "lock pause", label: "Pause this lock key", group: "This page", run: () => void pause(lock) },
      ],
      [lock, stopped, pause, resume],
    ),
  );
  return (
    <>
      {stopped ? (
        <Button variant="primary" onClick={() => void resume(lock)}>
          <Play aria-hidden="true" />
          Resume
        </Button>
      ) : (
        <Button onClick={() => void pause(lock)}>
          <Pause aria-hidden="true" />
          Pause
        </Button>
      )}
      <LockMenu lock={lock} />
    </>
  );
}

function Facts({ lock }: { lock: LockDetail }) {
  const { holder, running, later, policy, dueAt } = lock;
  return (
    <section aria-label="Now" className="rounded-xl border border-line bg-surface px-4 py-4 shadow-xs sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span role="status" className="inline-flex">
          <LockBadge lock={lock} />
        </span>
        <Why lock={lock} />
      </div>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-4 text-sm sm:grid-cols-4 xl:grid-cols-8">
        <Fact term="Held by">{holder?.workerId ?? "nobody"}</Fact>
        <Fact term="Fence">{holder?.fence.toLocaleString("en") ?? "–"}</Fact>
        <Fact term="Since">{holder?.since ? <RelativeTime iso={holder.since} /> : "–"}</Fact>
        <Fact term="Lease ends in">
          <LeaseLeft until={holder?.leaseUntil} />
        </Fact>
        <Fact term="Runs">
          {running ? (
            <JobLink jobId={running.jobId}>
              attempt {running.attempt}, <RunningTime since={running.startedAt} />
            </JobLink>
          ) : (
            "no job"
          )}
        </Fact>
        <Fact term="In line">
          {countText(lineLength(lock))}
          {later > 0 ? <span className="text-ink-faint"> · {countText(later)} later</span> : null}
        </Fact>
        <Fact term="Next due">{dueAt && Date.parse(dueAt) > 0 ? <RelativeTime iso={dueAt} /> : "–"}</Fact>
        <Fact term="When a job fails">{policyLabels[policy ?? "types"]}</Fact>
      </dl>
    </section>
  );
}

/** What holds its line back, and what to do about it. */
function Why({ lock: { parked, paused, heldFor } }: { lock: LockDetail }) {
  if (parked) {
    return (
      <p className="wrap-anywhere min-w-0 text-sm">
        <JobLink jobId={parked.jobId}>A job</JobLink> was dead-lettered <RelativeTime iso={parked.since} />. Nothing
        runs until you resume this lock key.
      </p>
    );
  }
  if (paused) {
    return (
      <p className="wrap-anywhere min-w-0 text-sm">
        Paused by {paused.by} <RelativeTime iso={paused.since} />: {paused.reason}
      </p>
    );
  }
  if (!heldFor) return null;
  return (
    <p className="text-sm">
      <JobLink jobId={heldFor.jobId}>A job</JobLink> is tried again <RelativeTime iso={heldFor.until} />; nothing else
      runs before it.
    </p>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-faint text-xs">{term}</dt>
      <dd className="wrap-anywhere mt-0.5">{children}</dd>
    </div>
  );
}
