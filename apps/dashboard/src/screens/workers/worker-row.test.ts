import type { WorkerView } from "@baton/contracts";
import { expect, test } from "vitest";
import { beatAgeMsAt, isToldToDrain, workerRows } from "./worker-row.ts";

const worker: WorkerView = {
  workerId: "worker-1",
  state: "live",
  desired: "running",
  external: false,
  incarnation: "",
  host: "",
  version: "",
  types: [],
  concurrency: 4,
  holds: ["k.default.a", "k.default.b"],
  running: [],
  startedAt: "",
  beatAt: "",
  beatAgeMs: 1500,
  clockOffsetMs: 0,
};
const hold = { workerId: "worker-1", keyId: "k.default.a", tenantId: "default", lockKey: "a", seq: 1 };

test("slots in use follow the live holds, and the worker's own word while those are not all known", () => {
  const slots = (holds?: Parameters<typeof workerRows>[1]) =>
    workerRows([worker], holds, 0).map(({ slotsInUse, held }) => [slotsInUse, held.length]);
  expect(slots({ holds: [hold], isWhole: true })).toEqual([[1, 1]]);
  expect(slots({ holds: [hold], isWhole: false })).toEqual([[2, 1]]);
  expect(slots(undefined)).toEqual([[2, 0]]);
});

test("a beat ages from what the server said, also when this clock was put back", () => {
  expect(beatAgeMsAt(13_000, { beatAgeMs: 1500, readAt: 10_000 })).toBe(4500);
  expect(beatAgeMsAt(5000, { beatAgeMs: 1500, readAt: 10_000 })).toBe(1500);
});

test("a worker that does not drain yet was told to", () => {
  expect(isToldToDrain({ ...worker, desired: "draining" })).toBe(true);
  expect(isToldToDrain({ ...worker, desired: "draining", state: "draining" })).toBe(false);
});
