import { expect, test } from "vitest";
import { type EventDraft, genesisHash, hashEvent, type LedgerEvent } from "../ledger/ledger-event.ts";
import { verifyChain } from "./verify-chain.ts";

const keyId = "k.default.test";

type Draft = Pick<EventDraft, "status" | "jobId" | "attempt"> & { fence?: number; workerId?: string };

function chain(drafts: Draft[]): LedgerEvent[] {
  let prevHash = genesisHash(keyId);
  return drafts.map(({ fence = 1, ...draft }, at) => {
    const unhashed = {
      workerId: "w",
      ...draft,
      keyId,
      seq: at + 1,
      fence,
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
    { status: "Discarded", jobId: "b", fence: 5 },
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
  ["a removed event", (e) => e.toSpliced(3, 1), 4, "expected event 4"],
  ["two swapped events", (e) => e.toSpliced(2, 2, ...e.slice(2, 4).reverse()), 3, "expected event 3"],
  [
    "another key's chain",
    (e) => e.map((event) => ({ ...event, prevHash: event.seq === 1 ? genesisHash("k.x") : event.prevHash })),
    1,
    "previous hash",
  ],
])("%s is found, with its place", (_name, tamper, seq, reason) => {
  expect(verifyChain(keyId, tamper(good()))).toEqual({
    keyId,
    seq,
    reason: expect.stringContaining(reason),
    place: `event ${seq}`,
  });
});

type Drafts = Parameters<typeof chain>[0];
const acquired = { status: "LockAcquired" as const };

test.each<[string, Drafts, string]>([
  [
    "attempts that overlap",
    [acquired, { status: "Started", jobId: "a" }, { status: "Started", jobId: "b" }],
    "while job a was running",
  ],
  [
    "a fence that falls",
    [
      { ...acquired, fence: 2 },
      { status: "LockReleased", fence: 1 },
    ],
    "below 2",
  ],
  [
    "a hold with an older fence",
    [
      { ...acquired, fence: 2 },
      { ...acquired, fence: 1 },
    ],
    "below 2",
  ],
  [
    "a fence that is taken twice",
    [
      { ...acquired, fence: 2 },
      { ...acquired, fence: 2 },
    ],
    "a second time",
  ],
  ["an attempt without a hold", [{ status: "Started", jobId: "a" }], "no hold was opened"],
  [
    "an attempt after its hold's release",
    [acquired, { status: "LockReleased" }, { status: "Started", jobId: "a" }],
    "after the hold with fence 1 was released",
  ],
  [
    "a fence that no hold has",
    [acquired, { status: "Started", jobId: "a", fence: 2 }],
    "no hold was opened with its fence 2",
  ],
  [
    "a lock released under a running attempt",
    [acquired, { status: "Started", jobId: "a" }, { status: "LockReleased" }],
    "while job a was running",
  ],
  [
    "an attempt that goes on under the next hold",
    [
      acquired,
      { status: "Started", jobId: "a", attempt: 1 },
      { ...acquired, fence: 2 },
      { status: "Step", jobId: "a", attempt: 1, fence: 2 },
    ],
    "under fence 1 wrote under fence 2",
  ],
  [
    "a step of an attempt that has ended",
    [
      acquired,
      { status: "Started", jobId: "a", attempt: 1 },
      { status: "Interrupted", jobId: "a", attempt: 1 },
      { status: "Step", jobId: "a", attempt: 1 },
    ],
    "was not running",
  ],
  [
    "another worker in a hold",
    [acquired, { status: "Started", jobId: "a", workerId: "other" }],
    "other wrote in the hold of w",
  ],
  [
    "a job that ends twice",
    [acquired, { status: "Completed", jobId: "a" }, { status: "DeadLettered", jobId: "a" }],
    "ended a second time",
  ],
  [
    "a job that is discarded though it completed",
    [acquired, { status: "Completed", jobId: "a" }, { status: "Discarded", jobId: "a" }],
    "ended a second time",
  ],
  [
    "a job that begins after its end",
    [acquired, { status: "Completed", jobId: "a" }, { status: "Started", jobId: "a" }],
    "began again",
  ],
  [
    "an attempt that is left out of the count",
    [acquired, { status: "Started", jobId: "a", attempt: 2 }],
    "it is attempt 2, expected 1",
  ],
])("%s cannot be hidden behind correct hashes", (_name, drafts, reason) => {
  expect(verifyChain(keyId, chain(drafts))).toMatchObject({ reason: expect.stringContaining(reason) });
});
