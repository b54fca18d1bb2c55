import type { LockView } from "@baton/contracts";
import type { Tone } from "../../view/status-tone.ts";

/** How a lock key stands, by what a person should look at first. */
type Standing = "parked" | "paused" | "held-for" | "unattended" | "running" | "held" | "planned" | "free";

/** What of a key says how it stands. */
type Standable = Pick<LockView, "parked" | "paused" | "heldFor" | "holder" | "running" | "waiting" | "dueAt">;

export function standingOf(lock: Standable): Standing {
  if (lock.parked) return "parked";
  if (lock.paused) return "paused";
  if (lock.heldFor) return "held-for";
  if (lock.running) return "running";
  if (lock.holder) return "held";
  if (lock.waiting > 0) return "unattended";
  return lock.dueAt === undefined ? "free" : "planned";
}

export const standingWords: Record<Standing, string> = {
  parked: "Parked",
  paused: "Paused",
  "held-for": "Held for a retry",
  unattended: "Waiting for a worker",
  running: "Running",
  held: "Held",
  planned: "For later",
  free: "Free",
};

export const standingTones: Record<Standing, Tone> = {
  parked: "bad",
  paused: "waiting",
  "held-for": "again",
  unattended: "waiting",
  running: "active",
  held: "planned",
  planned: "planned",
  free: "idle",
};

const urgency: Record<Standing, number> = {
  parked: 0,
  paused: 1,
  "held-for": 2,
  unattended: 3,
  running: 4,
  held: 5,
  planned: 6,
  free: 7,
};

/** What needs attention first; then the longest lines; then by name. */
export function byAttention(locks: readonly LockView[]): LockView[] {
  return locks.toSorted(
    (one, other) =>
      urgency[standingOf(one)] - urgency[standingOf(other)] ||
      lineLength(other) - lineLength(one) ||
      one.lockKey.localeCompare(other.lockKey) ||
      one.tenantId.localeCompare(other.tenantId),
  );
}

/** As far as a line is counted. */
const countedTo = 1000;

/** How many jobs wait: the row of one that runs stays until its end is on the record. */
export function lineLength({ waiting, running }: Pick<LockView, "waiting" | "running">): number {
  return waiting >= countedTo ? countedTo : Math.max(0, waiting - (running ? 1 : 0));
}

export function countText(count: number): string {
  return count >= countedTo ? "1,000 or more" : count.toLocaleString("en");
}

/** "no job", "one job", "12 jobs". */
export function jobsInWords(count: number): string {
  if (count === 0) return "no job";
  return count === 1 ? "one job" : `${countText(count)} jobs`;
}
