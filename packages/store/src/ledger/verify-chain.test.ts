import { expect, test } from "vitest";
import { type EventDraft, genesisHash, hashEvent, type LedgerEvent } from "./ledger-event.ts";
import { verifyChain } from "./verify-chain.ts";

const keyId = "k.default.test";

function chain(drafts: (Pick<EventDraft, "status"> & { jobId?: string; fence?: number })[]): LedgerEvent[] {
  let prevHash = genesisHash(keyId);
  return drafts.map(({ fence = 1, ...draft }, at) => {
    const unhashed = {
      ...draft,
      keyId,
      seq: at + 1,
      fence,
      workerId: "w",
      writeId: "x",
      message: "m",
      occurredAt: "2026-01-01T00:00:00.000Z",
      prevHash,
    };
    prevHash = hashEvent(unhashed);
    return { ...unhashed, hash: prevHash };
  });
}

const good = () =>
  chain([
    { status: "LockAcquired", fence: 3 },
    { status: "Started", jobId: "a", fence: 3 },
    { status: "Completed", jobId: "a", fence: 3 },
    { status: "LockReleased", fence: 3 },
    { status: "LockAcquired", fence: 5 },
    { status: "Started", jobId: "b", fence: 5 },
    { status: "Interrupted", jobId: "b", fence: 5 },
    { status: "Started", jobId: "b", fence: 5 },
    { status: "Failed", jobId: "b", fence: 5 },
    { status: "DeadLettered", jobId: "b", fence: 5 },
  ]);

test("a whole chain holds", () => {
  expect(verifyChain(keyId, good())).toBeUndefined();
});

test.each<[string, (events: LedgerEvent[]) => LedgerEvent[], number, string]>([
  [
    "an edited message",
    (e) => e.map((event, at) => (at === 1 ? { ...event, message: "other" } : event)),
    2,
    "hash of its content",
  ],
  ["a removed event", (e) => e.toSpliced(3, 1), 5, "expected event 4"],
  ["two swapped events", (e) => e.toSpliced(2, 2, ...e.slice(2, 4).reverse()), 4, "expected event 3"],
  [
    "another key's chain",
    (e) => e.map((event) => ({ ...event, prevHash: event.seq === 1 ? genesisHash("k.x") : event.prevHash })),
    1,
    "previous hash",
  ],
])("%s is found, with its place", (_name, tamper, seq, reason) => {
  expect(verifyChain(keyId, tamper(good()))).toEqual({ keyId, seq, reason: expect.stringContaining(reason) });
});

test.each<[string, Parameters<typeof chain>[0], string]>([
  [
    "attempts that overlap",
    [
      { status: "Started", jobId: "a" },
      { status: "Started", jobId: "b" },
    ],
    "while job a was running",
  ],
  [
    "a fence that falls",
    [
      { status: "LockAcquired", fence: 2 },
      { status: "LockReleased", fence: 1 },
    ],
    "below 2",
  ],
  [
    "a fence that is taken twice",
    [
      { status: "LockAcquired", fence: 2 },
      { status: "LockAcquired", fence: 2 },
    ],
    "a second time",
  ],
  [
    "a job that ends twice",
    [
      { status: "Completed", jobId: "a" },
      { status: "DeadLettered", jobId: "a" },
    ],
    "ended a second time",
  ],
  [
    "a job that begins after its end",
    [
      { status: "Completed", jobId: "a" },
      { status: "Started", jobId: "a" },
    ],
    "began again",
  ],
])("%s cannot be hidden behind correct hashes", (_name, drafts, reason) => {
  expect(verifyChain(keyId, chain(drafts))).toMatchObject({ reason: expect.stringContaining(reason) });
});
