import { RequestCounter } from "@baton/runtime";
import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import {
  dueRow,
  type EventDraft,
  emptyHead,
  Inbox,
  type InboxRow,
  KeyHistory,
  KeyLine,
  KeyReader,
  keyId as keyIdOf,
  Ledger,
  Markers,
  placeFrom,
  Storage,
} from "../src/index.ts";

const key = { tenantId: "default", lockKey: "long" };
const keyId = keyIdOf(key.tenantId, key.lockKey);
const startedAt = Date.parse("2026-01-01T00:00:00.000Z");
const everyMs = 1000;

test("a page of a long ledger's history costs a few requests, wherever in time it is", async () => {
  const system = await setup();
  await writeLedger(system, 3000);
  const { storage, counts } = counted(system);
  const history = new KeyHistory(storage);

  const newest = await history.page(key, { limit: 100 });
  expect(newest.events).toHaveLength(100);
  expect(counts()).toBeLessThanOrEqual(3);

  const to = new Date(startedAt + 1000 * everyMs);
  const before = counts();
  const earlier = await history.page(key, { limit: 100, to });
  expect(counts() - before).toBeLessThanOrEqual(8);
  expect(earlier.events).toHaveLength(100);
  const youngest = new Date(earlier.events[0]?.occurredAt ?? 0).getTime();
  expect(to.getTime() - youngest).toBeLessThan(10 * everyMs);
});

test("a stretch of the ledger that tells nothing of holds is passed in bounded steps", async () => {
  const system = await setup();
  await writeLedger(system, 1500, "Progress");
  const { storage, counts } = counted(system);
  const page = await new KeyHistory(storage).page(key, { limit: 100 });
  // Its first event alone, the lock's.
  expect(page).toMatchObject({ events: [{ status: "LockAcquired", seq: 1 }] });
  expect(counts()).toBeLessThanOrEqual(4);
});

test("a list costs two requests a key and those for the markers; a page of a line costs five", async () => {
  const system = await setup();
  const lockKeys = Array.from({ length: 30 }, (_, place) => `key ${place}`);
  for (const lockKey of lockKeys) await putRows(system, lockKey, 3);
  await putRows(system, key.lockKey, 120);
  const { storage, counts } = counted(system);

  const { locks, isWhole } = await new KeyReader(storage).list(200);
  expect({ keys: locks.length, isWhole }).toEqual({ keys: 31, isWhole: true });
  expect(locks.find(({ lockKey }) => lockKey === key.lockKey)).toMatchObject({ waiting: 120 });
  expect(counts()).toBeLessThanOrEqual(2 * 31 + 4);

  const before = counts();
  const line = new KeyLine(storage);
  const first = await line.page(key, 50);
  expect(counts() - before).toBeLessThanOrEqual(5);
  const second = await line.page(key, 50, placeFrom(first.cursor ?? ""));
  const third = await line.page(key, 50, placeFrom(second.cursor ?? ""));
  expect([first, second, third].map(({ jobs }) => jobs.length)).toEqual([50, 50, 20]);
  expect(second.jobs[0]?.jobId).toBe(idOf(50));
  expect(third.cursor).toBeUndefined();
});

/** Jobs that wait in a key's line, one after the other. */
async function putRows({ storage }: TestSystem, lockKey: string, count: number): Promise<void> {
  const id = keyIdOf("default", lockKey);
  const row = (place: number): InboxRow =>
    dueRow({
      jobId: idOf(place),
      tenantId: "default",
      lockKey,
      keyId: id,
      type: "probe",
      name: `job ${place}`,
      priority: 0,
      createdAt: new Date(startedAt).toISOString(),
      receivedAt: new Date(startedAt).toISOString(),
      request: { kind: "inline", text: "{}" },
      rowKey: "",
    });
  await new Inbox(storage).put(Array.from({ length: count }, (_, place) => row(place)));
  await new Markers(storage).setDue([id]);
}

function idOf(place: number): string {
  return `01900000-0000-7000-8000-${String(place).padStart(12, "0")}`;
}

function counted(system: TestSystem): { storage: Storage; counts: () => number } {
  const requests = new RequestCounter();
  const { namespace, env, logger } = system;
  const connectionString = env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const storage = new Storage({ connectionString, namespace, requests, logger });
  return { storage, counts: () => Object.values(requests.counts).reduce((sum, count) => sum + count, 0) };
}

/** One event a second, the first of which is the lock's. */
async function writeLedger(
  system: TestSystem,
  length: number,
  status: EventDraft["status"] = "KeyPaused",
): Promise<void> {
  const { storage, logger } = system;
  const ledger = new Ledger({
    table: storage.ledger,
    read: { head: emptyHead(keyId, key.tenantId, key.lockKey), etag: undefined },
    fence: 1,
    workerId: "worker-1",
    lost: new AbortController().signal,
    logger,
    onCommitted: () => undefined,
  });
  const event = (place: number): EventDraft => ({
    status: place === 0 ? "LockAcquired" : status,
    message: "told",
    occurredAt: new Date(startedAt + place * everyMs).toISOString(),
  });
  for (let from = 0; from < length; from += 90) {
    const events = Array.from({ length: Math.min(90, length - from) }, (_, at) => event(from + at));
    await ledger.append(() => ({ events }));
  }
}
