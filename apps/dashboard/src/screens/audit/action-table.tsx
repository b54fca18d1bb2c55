"use client";

import type { AuditAction } from "@baton/contracts";
import type { Route } from "next";
import { useEffect, useEffectEvent } from "react";
import { EventBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { useEventHub } from "../../live/live-provider.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { changeText, tellsOfAction } from "../../view/action-text.ts";
import { lockHref } from "../../view/lock-address.ts";
import { PagesTable } from "./pages-table.tsx";
import type { Pages } from "./use-pages.ts";

const rowId = ({ eventId }: AuditAction) => eventId;

function rowHref({ jobId, seq, ...key }: AuditAction): Route {
  return jobId === undefined ? lockHref(key) : (`/jobs/${jobId}#event-${seq}` as Route);
}

const columns: DataColumn<AuditAction>[] = [
  {
    id: "when",
    header: "When",
    width: "w-24",
    narrow: "corner",
    cell: ({ occurredAt }) => <RelativeTime iso={occurredAt} />,
  },
  {
    id: "what",
    header: "Action",
    width: "w-56",
    narrow: "below",
    fixed: true,
    cell: (action) => <What action={action} />,
  },
  { id: "on", header: "Job or lock key", narrow: "title", fixed: true, cell: (action) => <On action={action} /> },
  { id: "by", header: "Who", width: "w-40", fixed: true, cell: ({ by }) => <Who by={by} /> },
  { id: "why", header: "Why", width: "w-72", narrow: "below", cell: ({ reason }) => <Why reason={reason} /> },
  { id: "key", header: "Lock key", width: "w-36", initiallyHidden: true, cell: ({ lockKey }) => <bdi>{lockKey}</bdi> },
  { id: "tenant", header: "Tenant", width: "w-28", initiallyHidden: true, cell: ({ tenantId }) => tenantId },
];

/** Who did what to which job or lock key, and why: as it is on the record. */
export function ActionTable({ pages }: { pages: Pages<AuditAction> }) {
  useGrowing(pages.loaded.refresh);
  return (
    <PagesTable
      id="audit-actions"
      title="Operator actions"
      label="Operator actions, newest first"
      columns={columns}
      pages={pages}
      rowId={rowId}
      rowHref={rowHref}
      empty={
        <EmptyState title="No operator actions yet">
          Whoever cancels, replays, discards, reorders, pauses or unlocks is listed here with the reason they gave.
        </EmptyState>
      }
    />
  );
}

/** The list is written right behind the events: read at once, it would not have them yet. */
const writtenAfterMs = 1500;

function useGrowing(refresh: () => void): void {
  const hub = useEventHub();
  const reload = useEffectEvent(refresh);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer = undefined;
      reload();
    };
    const stop = hub.listen({
      onReady: () => undefined,
      onEvents: (events) => {
        if (events.some(tellsOfAction)) timer ??= setTimeout(later, writtenAfterMs);
      },
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [hub]);
}

function What({ action }: { action: AuditAction }) {
  const change = changeText(action);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <EventBadge status={action.status} />
      {change ? <span className="text-ink-soft">{change}</span> : null}
      {action.nextAt === undefined ? null : (
        <span className="text-ink-soft">
          due <RelativeTime iso={action.nextAt} />
        </span>
      )}
    </span>
  );
}

function On({ action: { jobId, jobName, lockKey, tenantId } }: { action: AuditAction }) {
  return (
    <>
      {jobId === undefined ? "Lock key " : null}
      <bdi>{jobId === undefined ? lockKey : (jobName ?? jobId)}</bdi>
      {tenantId === "default" ? null : <span className="font-normal text-ink-faint"> of {tenantId}</span>}
    </>
  );
}

function Who({ by: { name, address } }: { by: AuditAction["by"] }) {
  return (
    <span className="wrap-anywhere">
      <bdi>{name}</bdi>
      {address === undefined ? null : <span className="block text-ink-faint text-xs">{address}</span>}
    </span>
  );
}

function Why({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return <span className="text-ink-faint">no reason given</span>;
  return <bdi className="wrap-anywhere line-clamp-3">{reason}</bdi>;
}
