import type { WorkerView } from "@baton/contracts";
import { expect, test } from "vitest";
import { workerFindings } from "./worker-findings.ts";

const worker: WorkerView = {
  workerId: "worker-1",
  state: "live",
  desired: "running",
  external: false,
  incarnation: "1",
  host: "here",
  version: "0.1.0",
  types: [],
  concurrency: 4,
  holds: [],
  running: [],
  startedAt: "2026-11-26T05:00:00.000Z",
  beatAt: "2026-11-26T06:00:00.000Z",
  beatAgeMs: 0,
  clockOffsetMs: 0,
};

test("live workers with right clocks need nobody", () => {
  expect(codes(worker, { ...worker, clockOffsetMs: -1900 })).toEqual([]);
});

test("without a worker, or with none that takes keys, nothing runs", () => {
  expect(codes()).toEqual(["problem no-worker"]);
  expect(codes({ ...worker, external: true })).toEqual(["problem no-worker"]);
  expect(codes({ ...worker, state: "draining" })).toEqual(["problem all-drain"]);
  expect(codes({ ...worker, state: "gone" })).toEqual(["problem no-worker", "note worker-gone"]);
});

test("a clock that is off and workers of two versions are told", () => {
  const [skew] = workerFindings([{ ...worker, clockOffsetMs: -3200 }]);
  expect(skew).toMatchObject({ code: "clock-skew", what: expect.stringContaining("3.2 s behind") });
  expect(codes(worker, { ...worker, version: "0.2.0" })).toEqual(["note different-versions"]);
});

function codes(...known: WorkerView[]): string[] {
  return workerFindings(known).map(({ level, code }) => `${level} ${code}`);
}
