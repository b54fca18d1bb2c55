import type { EventStatus } from "@baton/contracts";
import { genesisHash, hashEvent, type LedgerEvent } from "@baton/store";
import { expect, test } from "vitest";
import { prove } from "./proof.ts";

const keyId = "k.default.a";

/** A sound chain with these events, each of a job. */
function chainOf(...events: [jobId: string, status: EventStatus][]): LedgerEvent[] {
  let prevHash = genesisHash(keyId);
  return events.map(([jobId, status], at) => {
    const place = { keyId, seq: at + 1, fence: 1, workerId: "w", writeId: "x", prevHash };
    const event = { ...place, jobId, status, message: "", occurredAt: "2026-01-01T00:00:00.000Z", attempt: 1 };
    prevHash = hashEvent(event);
    return { ...event, hash: prevHash };
  });
}

const faultsOf = (events: LedgerEvent[], ...jobIds: string[]) =>
  prove({ chains: new Map([[keyId, events]]), jobIds, runs: [] }).faults;

test("jobs that completed once on a sound chain are proved", () => {
  const chain = chainOf(["one", "Started"], ["one", "Completed"], ["two", "Started"], ["two", "Completed"]);
  const proof = prove({ chains: new Map([[keyId, chain]]), jobIds: ["one", "two"], runs: [] });
  expect(proof).toEqual({ keys: 1, events: 4, ended: { Completed: 2 }, faults: [] });
});

test("a lost job, one that ended twice, and one that ended otherwise are named", () => {
  expect(faultsOf(chainOf(["one", "Started"]), "one")).toEqual(["job one has no end on the record"]);
  expect(faultsOf(chainOf(["one", "DeadLettered"]), "one")).toEqual(["job one ended as DeadLettered"]);
  expect(faultsOf(chainOf(["one", "Completed"], ["one", "Completed"]), "one")).toContain(
    "job one ended 2 times: Completed, Completed",
  );
});

test("a chain that was changed is named with the place", () => {
  const chain = chainOf(["one", "Started"], ["one", "Completed"]).map((event) => ({ ...event, message: "changed" }));
  expect(faultsOf(chain, "one")).toEqual(["key k.default.a, event 1: its hash is not the hash of its content"]);
});
