import type { LockView } from "@baton/contracts";
import { expect, test } from "vitest";
import { byAttention, lineLength, standingOf } from "./lock-standing.ts";

const lock = (lockKey: string, more: Partial<LockView> = {}): LockView => ({
  keyId: `k.default.${lockKey}`,
  tenantId: "default",
  lockKey,
  waiting: 0,
  ...more,
});
const running = { jobId: "one", attempt: 1, startedAt: "2026-01-01T00:00:00.000Z" };
const since = running.startedAt;

test("what needs a person comes first, then the longest lines, then the names", () => {
  const locks = [
    lock("later", { dueAt: since }),
    lock("b", { running, waiting: 3 }),
    lock("a", { running, waiting: 3 }),
    lock("long", { running, waiting: 9 }),
    lock("nobody", { waiting: 1, dueAt: since }),
    lock("paused", { paused: { by: "local", reason: "audit", since } }),
    lock("parked", { parked: { jobId: "one", since } }),
  ];
  const names = byAttention(locks).map(({ lockKey }) => lockKey);
  expect(names).toEqual(["parked", "paused", "nobody", "long", "a", "b", "later"]);
});

test("a key that is paused while a job runs is paused", () => {
  expect(standingOf(lock("a", { running, paused: { by: "local", reason: "audit", since } }))).toBe("paused");
});

test("the running job is not in its own line", () => {
  expect(lineLength({ waiting: 3, running })).toBe(2);
  expect(lineLength({ waiting: 0, running })).toBe(0);
  expect(lineLength({ waiting: 2 })).toBe(2);
  expect(lineLength({ waiting: 1000, running })).toBe(1000);
});
