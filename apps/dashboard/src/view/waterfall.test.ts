import type { EventStatus, JobEvent, JobView } from "@baton/contracts";
import { expect, test } from "vitest";
import { waterfallOf } from "./waterfall.ts";

const start = Date.parse("2026-11-26T05:00:00.000Z");
const at = (ms: number) => new Date(start + ms).toISOString();

function event(seq: number, status: EventStatus, ms: number, more: Partial<JobEvent> = {}): JobEvent {
  const name = { eventId: `k:${seq}`, jobId: "j", tenantId: "default", lockKey: "a", keyId: "k" };
  return { ...name, status, message: "", occurredAt: at(ms), seq, attempt: 1, ...more };
}

function job(more: Partial<JobView> = {}): JobView {
  const name = { jobId: "j", type: "probe", name: "Probe", tenantId: "default", lockKey: "a", keyId: "k" };
  return {
    ...name,
    priority: 0,
    status: "Completed",
    message: "",
    attempts: 1,
    payload: {},
    createdAt: at(0),
    queuedAt: at(0),
    ...more,
  };
}

const ran: JobEvent[] = [
  event(4, "Queued", 0),
  event(5, "Started", 1000),
  event(6, "Step", 1500, { step: "read", durationMs: 450 }),
  event(7, "Step", 2000, { step: "write", durationMs: 400 }),
  event(8, "Completed", 2100, { durationMs: 1080 }),
];

const compact = (waterfall: ReturnType<typeof waterfallOf>) =>
  waterfall?.rows.map(({ label, spans }) => [
    label,
    ...spans.map(({ kind, from, to }) => `${kind} ${from - start}-${to - start}`),
  ]);

test("waiting, lock, running and storage stand apart", () => {
  const starts = [{ attempt: 1, freeAt: at(900), acquiredAt: at(950) }];
  const waterfall = waterfallOf(job(), ran, starts, 0);
  expect(compact(waterfall)).toEqual([
    [
      "Attempt 1",
      ...["wait 0-900", "lock 900-1000", "storage 1000-1020", "run 1020-2100"],
      ...["storage 1500-1600", "storage 2000-2100"],
    ],
    ["read", "run 1050-1500", "storage 1500-1600"],
    ["write", "run 1600-2000", "storage 2000-2100"],
  ]);
  expect(waterfall?.totals).toEqual({ wait: 900, lock: 100, storage: 20 + 200, run: 1080 - 200 });
  expect([waterfall?.from, waterfall?.to]).toEqual([start, start + 2100]);
});

test("without a word on how it got the lock, all before the start is waiting", () => {
  expect(compact(waterfallOf(job(), ran, undefined, 0))?.[0]?.slice(1, 2)).toEqual(["wait 0-1000"]);
});

test("a lock that nobody held was this job's from the beginning", () => {
  expect(compact(waterfallOf(job(), ran, [{ attempt: 1 }], 0))?.[0]?.slice(1, 2)).toEqual(["lock 0-1000"]);
});

test("between two attempts the job waits for its time; what runs goes on to now", () => {
  const failed = [
    ...ran.slice(0, 2),
    event(6, "Failed", 1200, { durationMs: 200 }),
    event(7, "RetryScheduled", 1200, { data: { nextAt: at(5000) } }),
    event(9, "Started", 5100, { attempt: 2 }),
  ];
  const waterfall = waterfallOf(job({ status: "Running" }), failed, [{ attempt: 2 }], start + 6000);
  expect(compact(waterfall)).toEqual([
    ["Attempt 1", "wait 0-1000", "run 1000-1200"],
    ["Attempt 2", "wait 1200-5000", "lock 5000-5100", "run 5100-6000"],
  ]);
  expect(waterfall?.rows.map(({ outcome }) => outcome)).toEqual(["Failed", undefined]);
});

test("a job that has not started waits until now, one that was cancelled before has no bars", () => {
  expect(compact(waterfallOf(job({ status: "Waiting" }), ran.slice(0, 1), undefined, start + 500))).toEqual([
    ["Waiting", "wait 0-500"],
  ]);
  expect(waterfallOf(job({ status: "Cancelled" }), ran.slice(0, 1), undefined, 0)).toBeUndefined();
});
