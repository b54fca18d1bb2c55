"use client";

import type { Health } from "@baton/contracts";
import Link from "next/link";
import type { ReactNode } from "react";
import type { LiveState } from "../live/event-hub.ts";
import { useLiveState } from "../live/live-provider.tsx";
import { useHealth } from "../live/use-health.ts";
import type { Loaded } from "../live/use-live-resource.ts";
import type { Tone } from "../view/status-tone.ts";
import { badgeClasses, dotClasses } from "./tone-classes.ts";

type Notice = { key: string; tone: Tone; text: ReactNode };

/** What keeps jobs from running, or this page from showing them. Nothing when all is well. */
export function HealthBanner({ initial }: { initial: string | undefined }) {
  const notices = noticesOf(useHealth(initial), useLiveState());
  return (
    <div role="status" aria-live="polite" className="space-y-2 empty:hidden">
      {notices.map(({ key, tone, text }) => (
        <p key={key} className={`flex items-baseline gap-3 rounded-lg px-4 py-2.5 text-sm ${badgeClasses[tone]}`}>
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dotClasses[tone]}`} />
          <span className="wrap-anywhere min-w-0">{text}</span>
        </p>
      ))}
    </div>
  );
}

function noticesOf({ data: health, error }: Loaded<Health>, live: LiveState): Notice[] {
  if (error || live === "disconnected") {
    return [
      {
        key: "server",
        tone: "bad",
        text: "Disconnected: the dashboard’s server does not answer. What you see may be old; trying again…",
      },
    ];
  }
  return health ? [...troubles(health, live), ...rejections(health)] : [];
}

function troubles(health: Health, live: LiveState): Notice[] {
  const parts = [partNotice("storage", "Storage", health.storage), partNotice("broker", "Broker", health.broker)];
  const known = parts.filter((notice) => notice !== undefined);
  if (known.length > 0) return known;
  if (health.workers.live === 0) {
    return [
      {
        key: "workers",
        tone: "waiting",
        text: (
          <>
            No worker connected: jobs are accepted and wait. Start one with{" "}
            <code className="font-mono text-[0.95em]">npm run processor</code>.
          </>
        ),
      },
    ];
  }
  return live === "paused"
    ? [{ key: "paused", tone: "waiting", text: "Live updates are paused; the lists are read every few seconds." }]
    : [];
}

function partNotice(key: string, name: string, part: Health["storage"]): Notice | undefined {
  const detail = part.detail ? ` (${part.detail})` : "";
  switch (part.status) {
    case "up":
      return undefined;
    case "starting":
      return { key, tone: "planned", text: `Starting: waiting for the ${name.toLowerCase()}${detail}…` };
    case "down":
      return {
        key,
        tone: "bad",
        text: `${name} unreachable${detail}. Jobs cannot be ${key === "broker" ? "submitted" : "run or listed"} until it is back; trying again…`,
      };
    default:
      return part.status satisfies never;
  }
}

function rejections({ rejected }: Health): Notice[] {
  if (rejected.length === 0) return [];
  const count = rejected.length === 1 ? "A message was" : `${rejected.length} messages were`;
  const text = (
    <>
      {count} rejected because it could not be read as a job.{" "}
      <Link href="/rejected" className="font-medium underline">
        See why
      </Link>
    </>
  );
  return [{ key: "rejected", tone: "again", text }];
}
