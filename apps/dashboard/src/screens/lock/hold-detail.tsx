"use client";

import { ZoomIn } from "lucide-react";
import type { ReactNode } from "react";
import { JobLink } from "../../components/job-link.tsx";
import { ClockTime, RunningTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { formatDuration } from "../../view/duration.ts";
import { AttemptBadge } from "./attempt-badge.tsx";
import { endWords, gapText, type HoldRow } from "./hold-rows.ts";
import type { Attempt, Hold, Wait } from "./key-timeline.ts";

const shownAttempts = 12;
const shownWaits = 8;

/** One hold in words: who, how long, what ran, who waited. */
export function HoldDetail({ row, onZoom }: { row: HoldRow; onZoom: () => void }) {
  const { hold, waits } = row;
  return (
    <section aria-label="The chosen hold" className="mt-4 rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 className="font-semibold">
          Fence {hold.fence.toLocaleString("en")} · {hold.workerId}
        </h3>
        <Button size="small" onClick={onZoom}>
          <ZoomIn aria-hidden="true" />
          Zoom to it
        </Button>
      </div>
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-3 lg:grid-cols-4">
        <Fact term="Began">{hold.from === undefined ? "before what is shown" : <Clock at={hold.from} />}</Fact>
        <Fact term="Lasted">
          <Lasted hold={hold} />
        </Fact>
        <Fact term="End">{endWords[hold.end]}</Fact>
        <Fact term="Before it">{gapText(row)}</Fact>
      </dl>
      <div className="mt-4 grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <div>
          <h4 className="text-ink-soft text-xs">Attempts</h4>
          <AttemptList attempts={hold.attempts} />
        </div>
        <div>
          <h4 className="text-ink-soft text-xs">Waited meanwhile</h4>
          <WaitList waits={waits} />
        </div>
      </div>
    </section>
  );
}

function AttemptList({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return <p className="mt-1 text-ink-soft">Nothing ran.</p>;
  const first = Math.max(0, attempts.length - shownAttempts);
  return (
    <ol className="mt-1 space-y-1.5">
      {first > 0 ? <li className="text-ink-soft text-xs">{first} before these</li> : null}
      {attempts.slice(first).map((attempt, place) => (
        <li key={`${attempt.jobId}:${attempt.attempt}`} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <AttemptBadge attempt={attempt} />
          <span className="wrap-anywhere min-w-0">
            <JobLink jobId={attempt.jobId}>{attempt.jobName ?? attempt.jobId}</JobLink>
          </span>
          <span className="text-ink-soft text-xs">
            {attempt.attempt > 1 ? `attempt ${attempt.attempt}, ` : ""}
            {spanText(attempt)}
            {pauseText(attempts[first + place - 1], attempt)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function spanText({ from, to }: Attempt): string {
  if (from === undefined) return "began before";
  return to === undefined ? "runs" : formatDuration(Math.max(0, to - from));
}

/** The time between one attempt and the next. */
function pauseText(before: Attempt | undefined, { from }: Attempt): string {
  if (before?.to === undefined || from === undefined) return "";
  return `, ${formatDuration(Math.max(0, from - before.to))} after the one before`;
}

function WaitList({ waits }: { waits: readonly Wait[] }) {
  if (waits.length === 0) return <p className="mt-1 text-ink-soft">Nobody.</p>;
  return (
    <ul className="mt-1 space-y-1">
      {waits.slice(0, shownWaits).map(({ jobId, jobName, from, to }) => (
        <li key={jobId} className="wrap-anywhere">
          <JobLink jobId={jobId}>{jobName ?? jobId}</JobLink>{" "}
          <span className="text-ink-soft text-xs">
            {to === undefined ? <RunningTime since={new Date(from).toISOString()} /> : formatDuration(to - from)}
          </span>
        </li>
      ))}
      {waits.length > shownWaits ? (
        <li className="text-ink-soft text-xs">and {waits.length - shownWaits} more</li>
      ) : null}
    </ul>
  );
}

function Lasted({ hold: { from, to } }: { hold: Hold }) {
  if (from === undefined) return "–";
  return to === undefined ? (
    <RunningTime since={new Date(from).toISOString()} />
  ) : (
    formatDuration(Math.max(0, to - from))
  );
}

function Clock({ at }: { at: number }) {
  return <ClockTime iso={new Date(at).toISOString()} />;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft text-xs">{term}</dt>
      <dd className="wrap-anywhere mt-0.5">{children}</dd>
    </div>
  );
}
