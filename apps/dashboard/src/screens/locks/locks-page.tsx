"use client";

import type { EventStatus, JobEvent, LockList, LockView } from "@baton/contracts";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { lockHref } from "../../view/lock-address.ts";
import { OldNotice } from "../lock/old-notice.tsx";
import { lockColumns } from "./lock-columns.tsx";
import { byAttention } from "./lock-standing.ts";
import { NoLocks } from "./no-locks.tsx";
import { useSettled } from "./use-settled.ts";

/** So old may be who holds a lock without running a job: workers say it every 5 s. */
const refreshMs = 4000;

const moving: ReadonlySet<EventStatus> = new Set([
  "Queued",
  "LockAcquired",
  "LockReleased",
  "LockLost",
  "Started",
  "Completed",
  "Failed",
  "TimedOut",
  "Interrupted",
  "Cancelled",
  "DeadLettered",
  "RetryScheduled",
  "Rescheduled",
  "KeyPaused",
  "KeyResumed",
  "KeyParked",
  "ForceUnlocked",
]);

/** Every lock key that is in use, live. */
export function LocksPage({ initial }: { initial: string | undefined }) {
  const [filter, setFilter] = useQueryStates({ text: parseAsString, tenant: parseAsString }, { history: "replace" });
  const path = useSettled(listPath(filter));
  const polled = usePolled(path, "lockListSchema", { initial, refreshMs, outdatedBy: isMoved });
  const { data } = polled;
  const locks = useMemo(() => byAttention(data?.locks ?? []), [data]);
  return (
    <>
      <PageHeader
        title="Locks"
        description="Jobs with the same lock key run one after the other. Here is who holds which lock key, and who waits for it."
      />
      <LoadState loaded={polled} what="Locks" />
      {data ? (
        <>
          <OldNotice error={polled.error} />
          <DataTable
            id="locks"
            label="Lock keys, those that need attention first"
            columns={lockColumns}
            rows={locks}
            rowId={rowId}
            rowHref={lockHref}
            toolbar={
              <>
                <TextField
                  label="Lock key contains"
                  type="search"
                  value={filter.text ?? ""}
                  onChange={({ target }) => void setFilter({ text: target.value || null })}
                  className="w-full sm:w-64"
                />
                <TextField
                  label="Tenant"
                  type="search"
                  placeholder="any"
                  value={filter.tenant ?? ""}
                  onChange={({ target }) => void setFilter({ tenant: target.value || null })}
                  className="w-full sm:w-40"
                />
              </>
            }
            empty={<NoLocks text={filter.text} tenant={filter.tenant} />}
          />
          <Rest list={data} />
        </>
      ) : null}
    </>
  );
}

function Rest({ list }: { list: LockList }) {
  if (list.isWhole) return null;
  return (
    <p className="text-ink-faint text-sm">
      There are more lock keys in use than the {list.locks.length} that are shown. Name a part of the one you look for.
    </p>
  );
}

function listPath({ text, tenant }: { text: string | null; tenant: string | null }): string {
  const query = new URLSearchParams();
  if (text) query.set("text", text);
  if (tenant) query.set("tenant", tenant);
  return `/api/locks${query.size > 0 ? `?${query}` : ""}`;
}

function isMoved(events: JobEvent[]): boolean {
  return events.some(({ status }) => moving.has(status));
}

function rowId({ keyId }: LockView): string {
  return keyId;
}
