import { createHash } from "node:crypto";
import type { JobRecord, StoredEvent } from "@baton/contracts";
import { eventText, genesisText } from "@baton/store/event-text";
import { expect, test } from "vitest";
import { checkRecord } from "./verify-record.ts";

const keyId = "k.default.night";
const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** A chain of so many events, of which the job has the 2nd to the 4th. */
function record(count = 6, ranges: JobRecord["ranges"] = [[2, 4]]): JobRecord {
  const events: StoredEvent[] = [];
  let prev = sha256(genesisText(keyId));
  for (let seq = 1; seq <= count; seq += 1) {
    const columns = { EventId: `${keyId}:${seq}`, Seq: seq, Status: "Log", Message: `m${seq}`, PrevHash: prev };
    prev = sha256(eventText(columns));
    events.push({ seq, columns, hash: prev });
  }
  const sent = events.filter(({ seq }) => ranges.some(([first, last]) => seq >= first - 1 && seq <= last + 1));
  return { jobId: "j", keyId, ranges, head: { seq: count, hash: prev }, events: sent };
}

const check = (given: JobRecord) => checkRecord(given, async (text) => sha256(text));
const states = async (given: JobRecord) => (await check(given)).links.map(({ seq, state }) => `${seq} ${state}`);

function edited(given: JobRecord, seq: number, change: (event: StoredEvent) => StoredEvent): JobRecord {
  return { ...given, events: given.events.map((event) => (event.seq === seq ? change(event) : event)) };
}

const withMessage = (Message: string) => (event: StoredEvent) => ({ ...event, columns: { ...event.columns, Message } });

test("a record as it was written is intact, with the events beside it", async () => {
  expect(await states(record())).toEqual(["1 intact", "2 intact", "3 intact", "4 intact", "5 intact"]);
  expect((await check(record())).links.filter(({ isNeighbour }) => isNeighbour).map(({ seq }) => seq)).toEqual([1, 5]);
});

test("a chain's very first event is linked to the name of its key", async () => {
  expect(await states(record(2, [[1, 2]]))).toEqual(["1 intact", "2 intact"]);
  expect(await states({ ...record(2, [[1, 2]]), keyId: "k.default.other" })).toEqual(["1 changed", "2 changed"]);
});

test("an edited message is found where it is", async () => {
  expect(await states(edited(record(), 3, withMessage("other")))).toContain("3 changed");
  expect((await states(edited(record(), 3, withMessage("other")))).filter((s) => s.endsWith("intact"))).toHaveLength(4);
});

test("an added column, another place and what cannot be hashed at all are changes, too", async () => {
  const added = edited(record(), 3, (event) => ({ ...event, columns: { ...event.columns, Extra: 1 } }));
  expect(await states(added)).toContain("3 changed");
  const moved = edited(record(), 3, (event) => ({ ...event, columns: { ...event.columns, Seq: 9 } }));
  expect(await states(moved)).toContain("3 changed");
  expect(await states(edited(record(), 3, withMessage("\ud800")))).toContain("3 changed");
});

test("an event that was changed together with its hash breaks the link of the next one", async () => {
  const rehashed = edited(record(), 4, (event) => {
    const columns = { ...event.columns, Message: "other" };
    return { ...event, columns, hash: sha256(eventText(columns)) };
  });
  expect((await states(rehashed)).slice(3)).toEqual(["4 intact", "5 unlinked"]);
});

test("a removed event is missing, and the one after it hangs in the air", async () => {
  const given = record();
  const without = { ...given, events: given.events.filter(({ seq }) => seq !== 3) };
  expect((await states(without)).slice(1)).toEqual(["2 intact", "3 missing", "4 unlinked", "5 intact"]);
});

test("two parts of a chain with one event between them", async () => {
  const given = record(6, [
    [2, 2],
    [4, 5],
  ]);
  expect((await states(given)).every((state) => state.endsWith("intact"))).toBe(true);
  expect(await states(edited(given, 3, (event) => ({ ...event, hash: "0" })))).toEqual(
    expect.arrayContaining(["3 changed", "4 unlinked"]),
  );
});

test("the chain's head is compared when the job has the newest event", async () => {
  const given = record(4);
  expect((await check(given)).headDiffers).toBe(false);
  expect((await check({ ...given, head: { seq: 4, hash: "0" } })).headDiffers).toBe(true);
});

test.each([
  [undefined, "none"],
  [{ seq: 3, right: true }, "agrees"],
  [{ seq: 3, right: false }, "disagrees"],
  [{ seq: 6, right: true }, "after"],
] as const)("checkpoint %o: %s", async (word, expected) => {
  const given = record();
  if (word) {
    const hash = given.events.find(({ seq }) => seq === word.seq)?.hash ?? "";
    given.checkpoint = { line: 1, at: "2026-11-26T05:00:00.000Z", seq: word.seq, hash: word.right ? hash : "0" };
  }
  expect((await check(given)).checkpoint).toBe(expected);
});
