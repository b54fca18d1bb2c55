import type { AuditRun, AuditSummary, FoundBreak } from "@baton/contracts";
import { expect, test } from "vitest";
import { breakMeaning, brokenPart, runText, verdictOf } from "./audit-verdict.ts";

const run: AuditRun = {
  runId: "r",
  scope: { kind: "all" },
  state: "done",
  startedAt: "2026-11-22T10:00:00.000Z",
  keys: 1,
  keysToCheck: 1,
  events: 12,
  breaks: 0,
  checkpointLines: 2,
};
const found: FoundBreak = {
  keyId: "k.default.orders",
  lockKey: "orders",
  tenantId: "default",
  at: "event 12",
  seq: 12,
  what: "its hash is not the hash of its content",
  foundAt: "2026-11-22T10:00:01.000Z",
};

function summary(more: Partial<AuditSummary>): AuditSummary {
  const nothing = { lines: [], signedKeys: 0, isWhole: true, younger: { keys: 0, events: 0 }, breaks: [], runs: [] };
  return { ...nothing, ...more };
}

test("a known break goes before whatever held", () => {
  expect(verdictOf(summary({ lastWhole: run, breaks: [found] }))).toEqual({ kind: "broken", breaks: [found] });
});

test("the record holds only when everything was looked at", () => {
  expect(verdictOf(summary({ lastWhole: run }))).toEqual({ kind: "holds", run });
  expect(verdictOf(summary({ signedKeys: 2, runs: [run] }))).toEqual({ kind: "partly" });
  expect(verdictOf(summary({ signedKeys: 2, runs: [{ ...run, state: "failed" }] }))).toEqual({ kind: "unverified" });
});

test("without a record there is nothing to verify, also when that was verified", () => {
  expect(verdictOf(summary({}))).toEqual({ kind: "empty" });
  expect(verdictOf(summary({ lastWhole: { ...run, keys: 0 } }))).toEqual({ kind: "empty" });
  expect(verdictOf(summary({ younger: { keys: 1, events: 3 } }))).toEqual({ kind: "unverified" });
});

test("a break is named with its tenant, unless that is the usual one", () => {
  expect(brokenPart(found)).toBe("lock key “orders”");
  expect(brokenPart({ ...found, tenantId: "acme" })).toBe("lock key “orders” of tenant acme");
  expect(brokenPart({ ...found, keyId: "", lockKey: "", tenantId: "" })).toBe("the checkpoint lines");
});

test("each kind of place has its own meaning", () => {
  const { seq: _, ...elsewhere } = found;
  const places = [found, { ...elsewhere, at: "head" }, { ...elsewhere, at: "job:1" }, { ...elsewhere, keyId: "" }];
  expect(new Set(places.map(breakMeaning)).size).toBe(4);
});

test("a run's end says what was looked at", () => {
  expect(runText(run)).toEqual({ title: "The record holds", description: "1 lock key with 12 events checked." });
  expect(runText({ ...run, breaks: 2 }).title).toBe("2 breaks found in the record");
  expect(runText({ ...run, state: "stopped" }).title).toBe("The verification did not come to its end");
});
