"use client";

import type { AuditRun, AuditSummary } from "@baton/contracts";
import { CircleDashed, type LucideIcon, ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { badgeClasses } from "../../ui/tone-classes.ts";
import { type AuditVerdict, counted, verdictOf, verdictTones } from "../../view/audit-verdict.ts";
import { BreakNotice } from "./break-notice.tsx";

const icons: Record<AuditVerdict["kind"], LucideIcon> = {
  broken: ShieldAlert,
  holds: ShieldCheck,
  partly: ShieldQuestion,
  unverified: ShieldQuestion,
  empty: CircleDashed,
};

export type VerdictPanelProps = {
  summary: AuditSummary;
  /** Why it may be out of date. */
  outage: Error | undefined;
  /** The verification that is under way. */
  run: AuditRun | undefined;
  stop: () => void;
};

/** One plain sentence on whether the record can be relied on, and what it rests on. */
export function VerdictPanel({ summary, outage, run, stop }: VerdictPanelProps) {
  const verdict = verdictOf(summary);
  const Icon = icons[verdict.kind];
  return (
    <section aria-label="Result" className="overflow-hidden rounded-xl border border-line bg-surface shadow-xs">
      <div className="flex items-start gap-4 px-4 py-4 sm:px-5">
        <span className={`rounded-xl p-2.5 ${badgeClasses[verdictTones[verdict.kind]]}`}>
          <Icon aria-hidden="true" className="size-6" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 aria-live="polite" className="wrap-anywhere font-semibold text-lg leading-snug">
            {titleOf(verdict)}
          </h2>
          <p className="mt-1 text-ink-soft text-sm">
            <Detail verdict={verdict} />
          </p>
          <p className="mt-1 text-ink-faint text-sm">
            <Signed summary={summary} trust={summary.lastWhole?.trust} />
          </p>
        </div>
      </div>
      {outage ? <ErrorNotice>This may be out of date. {outage.message} Trying again…</ErrorNotice> : null}
      {run ? <Progress run={run} stop={stop} /> : null}
      {verdict.kind === "broken"
        ? verdict.breaks.map((found) => <BreakNotice key={`${found.keyId} ${found.at}`} found={found} />)
        : null}
    </section>
  );
}

function titleOf(verdict: AuditVerdict): string {
  switch (verdict.kind) {
    case "broken":
      return `The record does not hold: ${counted(verdict.breaks.length, "break")} found`;
    case "holds":
      return "The record holds";
    case "partly":
      return "What was verified holds; not everything was looked at";
    case "unverified":
      return "Nothing verified yet";
    case "empty":
      return "Nothing is on the record yet";
  }
}

function Detail({ verdict }: { verdict: AuditVerdict }): ReactNode {
  switch (verdict.kind) {
    case "broken":
      return "Something was changed, removed or put in by someone who is not Baton. Each place is named below, with what it means and what to do.";
    case "holds":
      return (
        <>
          {counted(verdict.run.keys, "lock key")} with {counted(verdict.run.events, "event")} verified{" "}
          <RelativeTime iso={verdict.run.startedAt} />. No event was changed, removed or put in up to then.
        </>
      );
    case "partly":
      return "Choose “Verify everything” to look at every lock key and find ledgers that are gone as a whole, too.";
    case "unverified":
      return "Choose “Verify everything”: every hash, link, hold and attempt is computed anew and compared with the signed checkpoints.";
    case "empty":
      return "Choose “New job”: every step of it goes on the record, and can be verified here.";
  }
}

function Signed({ summary, trust }: { summary: AuditSummary; trust: AuditRun["trust"] }): ReactNode {
  const { checkpoint, younger } = summary;
  if (!checkpoint)
    return "No checkpoint is signed yet: a record that was rewritten as a whole would not be found. A worker signs one every minute with changes.";
  return (
    <>
      Signed up to checkpoint {checkpoint.n.toLocaleString("en")}, <RelativeTime iso={checkpoint.at} />
      {trust === "first-line" ? ", by a key that nobody here vouches for" : ""}
      {younger.events > 0
        ? `; ${counted(younger.events, "event")} of ${counted(younger.keys, "lock key")} younger than that wait for the next one`
        : ""}
      .
    </>
  );
}

function Progress({ run, stop }: { run: AuditRun; stop: () => void }) {
  const { scope, keys, keysToCheck, events } = run;
  const what = scope.kind === "all" ? "Verifying everything" : `Verifying “${scope.lockKey}”`;
  const of = keysToCheck > 0 ? ` of ${keysToCheck.toLocaleString("en")}` : "";
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t bg-sunken px-4 py-3 text-sm sm:px-5">
      <p className="min-w-0 flex-1 tabular-nums">
        <span className="font-medium">{what}</span>{" "}
        <span className="text-ink-soft">
          {keys.toLocaleString("en")}
          {of} lock keys, {counted(events, "event")}
        </span>
      </p>
      <progress
        aria-label={what}
        max={Math.max(1, keysToCheck)}
        value={keys}
        className="h-1.5 w-40 overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
      <Button size="small" onClick={stop}>
        Stop
      </Button>
    </div>
  );
}
