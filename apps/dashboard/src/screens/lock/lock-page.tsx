"use client";

import type { EventStatus, JobEvent, LockDetail } from "@baton/contracts";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { lockApiPath, tenantQuery } from "../../view/lock-address.ts";
import { HoldTable } from "./hold-table.tsx";
import { KeyEvents } from "./key-events.tsx";
import { timelineOf } from "./key-timeline.ts";
import { LinePanel } from "./line-panel.tsx";
import { LockHeader } from "./lock-header.tsx";
import { OldNotice } from "./old-notice.tsx";
import { spanParsers } from "./span-parsers.ts";
import { askedFrom, pastSpan } from "./time-span.ts";
import { TimelinePanel } from "./timeline-panel.tsx";
import { useKeyHistory } from "./use-key-history.ts";
import { withLine } from "./waits-in-line.ts";

type LockPageProps = {
  tenantId: string;
  lockKey: string;
  /** What the server rendered, each if it had it in time. `askedAt`: when it asked for the history. */
  initial: { lock?: string | undefined; line?: string | undefined; history?: string | undefined; askedAt: number };
};

/** Its worker says every 5 s how long its lease lasts. */
const refreshMs = 3000;

/** One lock key: who has it, who waits, and what happened in it. */
export function LockPage({ tenantId, lockKey, initial }: LockPageProps) {
  const key = useMemo(() => ({ tenantId, lockKey }), [tenantId, lockKey]);
  const isOwn = (event: JobEvent) => event.lockKey === lockKey && event.tenantId === tenantId;
  const outdatedBy = (events: JobEvent[]) => events.some((event) => isOwn(event) && !quiet.has(event.status));
  const options = { refreshMs, outdatedBy };
  const lock = usePolled(`${lockApiPath(key)}${tenantQuery(key)}`, "lockDetailSchema", {
    ...options,
    initial: initial.lock,
  });
  const line = usePolled(`${lockApiPath(key, "/line")}${tenantQuery(key)}`, "lockLineSchema", {
    ...options,
    initial: initial.line,
  });
  const [choice, setChoice] = useQueryStates(spanParsers, { history: "replace" });
  const past = pastSpan(choice);
  const live = past === undefined;
  const [askedAt, setAskedAt] = useState(initial.askedAt);
  const from = past ? new Date(past.from).toISOString() : askedFrom(choice.range, askedAt);
  const to = past && new Date(past.to).toISOString();
  const path = `${lockApiPath(key, "/history")}${tenantQuery(key, { from, to })}`;
  const [firstPath] = useState(path);
  const history = useKeyHistory(path, key, live, path === firstPath ? initial.history : undefined);
  const timeline = useMemo(() => {
    const told = timelineOf(history.history?.events ?? [], live ? fenceOf(lock.data) : undefined);
    return live ? withLine(told, line.data?.jobs) : told;
  }, [history.history, lock.data, line.data, live]);
  return (
    <>
      <LockHeader lockKey={lockKey} tenantId={tenantId} lock={lock.data} />
      <LoadState loaded={lock} what="The lock key" />
      <OldNotice error={lock.data ? lock.error : undefined} />
      <TimelinePanel
        history={history}
        timeline={timeline}
        choice={choice}
        onChoose={(next) => {
          setAskedAt(Date.now());
          void setChoice(next);
        }}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
        <LinePanel line={line} lock={lock.data} lockKey={lockKey} tenantId={tenantId} />
        <KeyEvents happenings={timeline.happenings} loaded={history.history !== undefined} />
      </div>
      <HoldTable timeline={timeline} loaded={history.history !== undefined} />
    </>
  );
}

/** What changes neither who has the lock nor who waits. */
const quiet: ReadonlySet<EventStatus> = new Set(["Step", "Progress", "Log", "Submitted"]);

function fenceOf(lock: LockDetail | undefined): number | undefined {
  return lock && (lock.holder?.fence ?? 0);
}
