import type { EventStatus } from "@baton/contracts";
import type { LedgerEvent, VerifyReport } from "@baton/store";
import { expect, test } from "vitest";
import { prove } from "./proof.ts";

const keyId = "k.default.a";
const sound: VerifyReport = {
  checked: { keys: 1, events: 4, jobs: 2, holds: 1, attempts: 2, blobs: 0, expired: 0, checkpointLines: 0 },
  breaks: [],
  younger: [],
  checkpoints: { trust: "given-key", lines: 0, lastLineAt: undefined },
};

function chainsOf(...events: [jobId: string, status: EventStatus][]) {
  const chain = events.map(([jobId, status]) => ({ keyId, jobId, status }) as LedgerEvent);
  return new Map([[keyId, chain]]);
}

test("jobs that completed once on a sound record are proved", () => {
  const chains = chainsOf(["one", "Started"], ["one", "Completed"], ["two", "Started"], ["two", "Completed"]);
  const proof = prove({ verified: sound, chains, jobIds: ["one", "two"], runs: [] });
  expect(proof).toEqual({ keys: 1, events: 4, ended: { Completed: 2 }, faults: [] });
});

test.each<[string, EventStatus[], string]>([
  ["was lost", ["Started"], "job one has no end on the record"],
  ["ended twice", ["Completed", "Completed"], "job one ended 2 times: Completed, Completed"],
  ["ended otherwise", ["DeadLettered"], "job one ended as DeadLettered"],
])("a job that %s is named", (_what, statuses, fault) => {
  const chains = chainsOf(...statuses.map((status): [string, EventStatus] => ["one", status]));
  expect(prove({ verified: sound, chains, jobIds: ["one"], runs: [] }).faults).toEqual([fault]);
});

test("what the verification of the record finds is a fault", () => {
  const breaks = [{ keyId, place: "event 2", seq: 2, reason: "its hash is not the hash of its content" }];
  const verified = { ...sound, breaks };
  expect(prove({ verified, chains: new Map(), jobIds: [], runs: [] }).faults).toEqual([
    "k.default.a event 2: its hash is not the hash of its content",
  ]);
});
