import type { JobRequest } from "@baton/contracts";
import type { Random } from "@baton/testing";

type JobKind =
  | "plain"
  | "prioritised"
  | "delayed"
  | "long"
  | "sent-twice"
  | "sent-again"
  | "failing"
  | "failing-once"
  | "cancelled-early"
  | "cancelled-scheduled"
  | "cancelled-running"
  | "reprioritised";

/** A job as it will be submitted, and what else is to happen to it. */
export type PlannedJob = { kind: JobKind; lockKey: string; steps: number; request: JobRequest };

/** Keys without retries and commands, in which the order is the record's to show; and those with everything. */
const [orderlyKeys, freeKeys] = [20, 30];
const orderly: readonly JobKind[] = ["plain", "plain", "prioritised", "prioritised", "delayed", "sent-twice"];
const disorderly: readonly JobKind[] = [
  "plain",
  "sent-again",
  "failing",
  "failing-once",
  "cancelled-early",
  "cancelled-scheduled",
  "cancelled-running",
  "reprioritised",
];
const longOneIn = 20;

/** A line that is long on the fastest machine, so that there always is an order to see. */
const longLine = { jobs: 14, steps: 4, stepMs: 500 };

/** The same `count` jobs for the same random numbers: a long line first, then all others. */
export function planJobs(count: number, random: Random): PlannedJob[] {
  const line = Array.from({ length: longLine.jobs }, () => inLongLine(random));
  return [...line, ...Array.from({ length: Math.max(0, count - line.length) }, (_, at) => planned(at, random))];
}

function inLongLine(random: Random): PlannedJob {
  const { steps, stepMs } = longLine;
  const lockKey = "orderly-line";
  const request = { type: "probe", lockKey, payload: { steps, stepMs }, priority: whole(random, 0, 9) };
  return { kind: "prioritised", lockKey, steps, request };
}

/** Of those with everything, the ones with many jobs. */
export const pausableKeys = ["free-1", "free-2", "free-3"];

function planned(at: number, random: Random): PlannedJob {
  const isLong = whole(random, 1, longOneIn) === 1;
  const lockKey = keyFor(at, isLong, random);
  const kinds = lockKey.startsWith("orderly") ? orderly : [...orderly, ...disorderly, ...disorderly];
  const kind = isLong ? "long" : pick(kinds, random);
  const payload = { ...workOf(kind, random), ...failuresOf(kind) };
  return {
    kind,
    lockKey,
    steps: payload.steps,
    request: { type: "probe", lockKey, payload, ...extrasOf(kind, random) },
  };
}

/** Each key has a job, and the first ones of both sorts have many, so that there is a line to order. */
function keyFor(at: number, isLong: boolean, random: Random): string {
  const keys = orderlyKeys + freeKeys;
  const skew = isLong ? 1 : 2;
  const nth = at < keys ? at : Math.floor(keys * random() ** skew);
  const isOrderly = nth < 2 * orderlyKeys && nth % 2 === 0;
  if (isOrderly) return `orderly-${nth / 2 + 1}`;
  return `free-${nth < 2 * orderlyKeys ? (nth + 1) / 2 : nth - orderlyKeys + 1}`;
}

/** A kill must never find an attempt that has no step and cannot get one soon: three of them are taken for its fault. */
function workOf(kind: JobKind, random: Random): { steps: number; stepMs: number } {
  if (kind === "long") return { steps: whole(random, 10, 18), stepMs: whole(random, 500, 800) };
  if (kind === "cancelled-running") return { steps: 10, stepMs: 500 };
  return { steps: whole(random, 1, 5), stepMs: whole(random, 0, 200) };
}

function failuresOf(kind: JobKind): { failAttempts?: number } {
  if (kind === "failing") return { failAttempts: 1000 };
  return kind === "failing-once" ? { failAttempts: 1 } : {};
}

function extrasOf(kind: JobKind, random: Random): Partial<JobRequest> {
  switch (kind) {
    case "prioritised":
      return { priority: whole(random, 0, 9) };
    case "delayed":
      return { delayMs: whole(random, 500, 20_000) };
    case "cancelled-scheduled":
      // Not for long: a copy that comes after the cancel is only removed when it is due.
      return { delayMs: 45_000 };
    case "failing":
    case "failing-once":
      return { maxAttempts: 2, backoff: { initialMs: 500, maxMs: 2000 } };
    default:
      return {};
  }
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** Both ends included. */
function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
