import { type JobEvent, limits, newJobId } from "@baton/contracts";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { Inbox, type InboxRow, JobFeed, keyId, waitRowKey } from "../src/index.ts";

const key = keyId("default", "large-batches");
/** More than a property of a row holds. */
const tooLong = "x".repeat(70_000);

function row(requestText = "{}", name = "probe"): InboxRow {
  const jobId = newJobId();
  return {
    jobId,
    tenantId: "default",
    lockKey: "large-batches",
    type: "probe",
    name,
    priority: 0,
    createdAt: "2026-01-01T00:00:00.000Z",
    keyId: key,
    rowKey: waitRowKey(0, jobId),
    request: { kind: "inline", text: requestText },
    receivedAt: "2026-01-01T00:00:00.000Z",
  };
}

function event(seq: number, message: string, data = ""): { event: JobEvent; text: string } {
  const shown: JobEvent = {
    eventId: `${key}:${seq}`,
    tenantId: "default",
    lockKey: "large-batches",
    keyId: key,
    status: "Log",
    message,
    occurredAt: "2026-01-01T00:00:00.000Z",
    seq,
    data,
  };
  return { event: shown, text: JSON.stringify(shown) };
}

test("as many jobs as come at once get into the inbox, whatever their requests take when they are sent", async () => {
  const { storage } = await setup();
  const inbox = new Inbox(storage);
  // Each quote of a request is two bytes in the row's JSON.
  const text = JSON.stringify('"'.repeat(limits.inlineBytes / 2 - 1));
  const rows = Array.from({ length: 120 }, () => row(text));
  expect((await inbox.put(rows)).refused).toEqual([]);
  const { waiting } = await inbox.firstRows(key, 1000);
  expect(waiting.map(({ jobId }) => jobId)).toEqual(rows.map(({ jobId }) => jobId));
});

test("a job that storage does not take is told, and keeps none of those out that came with it", async () => {
  const { storage } = await setup();
  const inbox = new Inbox(storage);
  const rows = [row(), row("{}", tooLong), row(), row(), row()];
  const { refused } = await inbox.put(rows);
  expect(refused).toEqual([{ row: rows[1], cause: expect.objectContaining({ statusCode: 400 }) }]);
  const { waiting } = await inbox.firstRows(key, 10);
  expect(waiting.map(({ jobId }) => jobId)).toEqual(rows.filter((_, at) => at !== 1).map(({ jobId }) => jobId));
});

test("as many events as a batch has get into the feed, whatever their texts take when they are sent", async () => {
  const { storage } = await setup();
  const feed = new JobFeed(storage);
  const events = Array.from({ length: 120 }, (_, at) => event(at + 1, `event ${at + 1}`, "€".repeat(29_000)));
  await feed.put(events);
  const shown = await feed.newest(200, "all");
  expect(shown.map(({ seq }) => seq)).toEqual(events.map((one) => one.event.seq).toReversed());
  expect(shown[0]?.data).toBe("€".repeat(29_000));
});

test("an event that storage does not take is left out of the feed, and all others are in it", async () => {
  const { storage } = await setup();
  const feed = new JobFeed(storage);
  await feed.put([event(1, "one"), event(2, tooLong), event(3, "three")]);
  await feed.put([event(4, "four")]);
  expect((await feed.newest(10, "all")).map(({ message }) => message)).toEqual(["four", "three", "one"]);
});
