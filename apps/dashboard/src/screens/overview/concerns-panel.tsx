"use client";

import type { Concern } from "@baton/contracts";
import type { Route } from "next";
import { type ReactNode, useState } from "react";
import { RelativeTime } from "../../components/times.tsx";
import { useAuditBreaks } from "../../live/use-audit-breaks.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { dotClasses } from "../../ui/tone-classes.ts";
import type { AuditBreak } from "../../view/audit-breaks.ts";
import { lockHref } from "../../view/lock-address.ts";
import type { Tone } from "../../view/status-tone.ts";

type Notice = { id: string; tone: Tone; text: ReactNode; href: Route; action: string };

const shortLength = 5;

/**
 * What a person must see to, each with the way to where it is mended; nothing when there is nothing. What stops the whole
 * system is told above every page.
 */
export function ConcernsPanel({ concerns }: { concerns: Concern[] }) {
  const notices = [...useAuditBreaks().map(breakNotice), ...concerns.map(noticeOf)];
  const [whole, setWhole] = useState(false);
  if (notices.length === 0) return null;
  const shown = whole ? notices : notices.slice(0, shortLength);
  return (
    <Panel title="Needs attention" aside={notices.length > 1 ? `${notices.length} things` : ""}>
      <ul aria-live="polite" className="divide-y divide-line text-sm">
        {shown.map(({ id, tone, text, href, action }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
            <p className="wrap-anywhere flex min-w-48 flex-1 items-baseline gap-3">
              <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dotClasses[tone]}`} />
              <span className="min-w-0">{text}</span>
            </p>
            <ButtonLink href={href} size="small">
              {action}
            </ButtonLink>
          </li>
        ))}
      </ul>
      {shown.length < notices.length ? (
        <div className="border-line border-t px-4 py-2.5">
          <Button size="small" onClick={() => setWhole(true)}>
            Show all {notices.length}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function breakNotice({ lockKey, what }: AuditBreak): Notice {
  return {
    id: `break ${lockKey} ${what}`,
    tone: "bad",
    text: (
      <>
        The record of <Name>{lockKey}</Name> does not hold: {what}
      </>
    ),
    href: "/audit",
    action: "Open audit",
  };
}

function noticeOf(concern: Concern): Notice {
  switch (concern.kind) {
    case "key-parked":
      return {
        id: `${concern.kind} ${concern.keyId}`,
        tone: "bad",
        text: (
          <>
            <KeyName concern={concern} /> is parked: a job of it was dead-lettered, and those behind it wait until
            somebody resumes it.
          </>
        ),
        href: lockHref(concern),
        action: "Open key",
      };
    case "key-paused":
      return {
        id: `${concern.kind} ${concern.keyId}`,
        tone: "waiting",
        text: (
          <>
            <KeyName concern={concern} /> is paused: its jobs wait until somebody resumes it.
          </>
        ),
        href: lockHref(concern),
        action: "Open key",
      };
    case "circuit-open":
      return {
        id: `${concern.kind} ${concern.type}`,
        tone: "bad",
        text: <CircuitText concern={concern} />,
        href: `/jobs?type=${encodeURIComponent(concern.type)}`,
        action: "Open its jobs",
      };
    case "clock-skew":
      return {
        id: `${concern.kind} ${concern.workerId}`,
        tone: "again",
        text: (
          <>
            The clock of <Name>{concern.workerId}</Name> is {secondsOf(concern.offsetMs)}{" "}
            {concern.offsetMs > 0 ? "ahead of" : "behind"} storage’s.
          </>
        ),
        href: "/health",
        action: "What to do",
      };
    case "all-drain":
      return {
        id: concern.kind,
        tone: "waiting",
        text: "Every worker drains: what runs comes to its end, and nothing new starts.",
        href: "/workers",
        action: "Open workers",
      };
    default:
      return concern satisfies never;
  }
}

function KeyName({ concern: { lockKey, tenantId, keyId } }: { concern: Extract<Concern, { keyId: string }> }) {
  return (
    <>
      Lock key <Name>{lockKey ?? keyId}</Name>
      {tenantId === undefined || tenantId === "default" ? null : ` of ${tenantId}`}
    </>
  );
}

function CircuitText({ concern: { type, until } }: { concern: Extract<Concern, { kind: "circuit-open" }> }) {
  return (
    <>
      Jobs of the type <Name>{type}</Name> keep failing:{" "}
      {until === undefined ? (
        "a few are being tried, the others wait."
      ) : (
        <>
          none starts before the next try, <RelativeTime iso={until} />.
        </>
      )}
    </>
  );
}

function Name({ children }: { children: ReactNode }) {
  return <bdi className="font-medium">{children}</bdi>;
}

function secondsOf(ms: number): string {
  return `${(Math.abs(ms) / 1000).toFixed(1)} s`;
}
