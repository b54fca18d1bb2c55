"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useSeesAll } from "../access/caller-context.tsx";
import { useLiveState } from "../live/live-provider.tsx";
import { useHealth } from "../live/use-health.ts";
import { badgeClasses, dotClasses } from "../ui/tone-classes.ts";
import { type HealthNotice, healthNotices } from "../view/health-notices.ts";
import type { Tone } from "../view/status-tone.ts";
import { useNow } from "./clock.ts";

/** Says what keeps jobs from running, or this page from showing them; nothing when all is well. */
export function HealthBanner({ initial }: { initial: string | undefined }) {
  const { data: health, error } = useHealth(initial);
  const live = useLiveState();
  const stream = { reachable: !error && live !== "disconnected", paused: live === "paused" };
  const path = usePathname();
  const seesAll = useSeesAll();
  const notices = healthNotices(health, stream, useNow()).filter(
    ({ kind }) => kind !== "rejected" || (seesAll && path !== "/rejected"),
  );
  return (
    <div role="status" aria-live="polite" className="space-y-2 empty:hidden">
      {notices.map((notice) => (
        <Notice key={notice.kind === "part" ? notice.name : notice.kind} tone={toneOf(notice)}>
          {textOf(notice)}
          {seesAll && path !== "/health" && leadsToHealth(notice) ? <HealthLink /> : null}
        </Notice>
      ))}
    </div>
  );
}

function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <p className={`flex items-baseline gap-3 rounded-lg px-4 py-2.5 text-sm ${badgeClasses[tone]}`}>
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dotClasses[tone]}`} />
      <span className="wrap-anywhere min-w-0">{children}</span>
    </p>
  );
}

/** What else there is to know, and to do, stands there. */
function HealthLink() {
  return (
    <>
      {" "}
      <Link href="/health" prefetch={false} className="font-medium underline">
        What to do
      </Link>
    </>
  );
}

function leadsToHealth({ kind }: HealthNotice): boolean {
  return kind === "part" || kind === "no-worker";
}

const tones: Record<Exclude<HealthNotice["kind"], "part">, Tone> = {
  disconnected: "bad",
  "no-worker": "waiting",
  paused: "waiting",
  rejected: "again",
};

function toneOf(notice: HealthNotice): Tone {
  if (notice.kind !== "part") return tones[notice.kind];
  return notice.status === "starting" ? "planned" : "bad";
}

function textOf(notice: HealthNotice): ReactNode {
  switch (notice.kind) {
    case "disconnected":
      return "Disconnected: the dashboard’s server does not answer. What you see may be old; trying again…";
    case "part":
      return partText(notice);
    case "no-worker":
      return (
        <>
          No worker connected: jobs are accepted and wait. Start one with{" "}
          <code className="font-mono text-[0.95em]">npm run processor</code>.
        </>
      );
    case "paused":
      return "Live updates are paused; the lists are read every few seconds.";
    case "rejected":
      return <Rejected count={notice.count} />;
    default:
      return notice satisfies never;
  }
}

const meanwhile = {
  Storage: "Jobs cannot run or be listed until it is back",
  Broker: "Jobs cannot be submitted until it is back",
};

function partText({ name, status, detail }: Extract<HealthNotice, { kind: "part" }>): string {
  const why = detail ? ` (${detail})` : "";
  if (status === "starting") return `Starting: waiting for the ${name.toLowerCase()}${why}…`;
  return `${name} unreachable${why}. ${meanwhile[name]}; trying again…`;
}

function Rejected({ count }: { count: number }) {
  return (
    <>
      {count === 1 ? "A message was rejected: it" : `${count} messages were rejected: they`} could not be read as a job.{" "}
      <Link href="/rejected" className="font-medium underline">
        See why
      </Link>
    </>
  );
}
