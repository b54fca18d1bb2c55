import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import {
  AppendRefusedError,
  type Committed,
  emptyHead,
  FencedError,
  HeadMovedError,
  type JobRow,
  keyId,
  Ledger,
  readEvents,
  readHead,
  readJobRow,
  verifyChain,
} from "../src/index.ts";

const key = keyId("default", "ledger-test");

async function openLedger({ storage, logger }: TestSystem, fence: number, workerId = `worker-${fence}`) {
  const committed: Committed[] = [];
  const lost = new AbortController();
  const ledger = new Ledger({
    table: storage.ledger,
    read: (await readHead(storage.ledger, key)) ?? { head: emptyHead(key, "default", "ledger-test"), etag: undefined },
    fence,
    workerId,
    lost: lost.signal,
    logger,
    onCommitted: (transaction) => committed.push(transaction),
  });
  return { ledger, committed, lost };
}

const event = (message: string, jobId?: string) => ({
  status: "Log" as const,
  message,
  occurredAt: "2026-01-01T00:00:00.000Z",
  ...(jobId === undefined ? {} : { jobId }),
});
const claim = (fence: number) => () => ({
  events: [{ ...event(`Lock acquired (fence ${fence})`), status: "LockAcquired" as const }],
});

function jobRow(jobId: string, message: string): JobRow {
  return {
    jobId,
    tenantId: "default",
    lockKey: "ledger-test",
    type: "demo",
    name: message,
    priority: 0,
    createdAt: "2026-01-01T00:00:00.000Z",
    request: { kind: "inline", text: "{}" },
    status: "Running",
    queuedAt: "2026-01-01T00:00:00.000Z",
    attempts: [],
    failures: 0,
    strikes: 0,
    ranges: [],
  };
}

test("what is appended while a transaction is in flight shares the next one", async () => {
  const system = await setup();
  const { ledger, committed } = await openLedger(system, 1);
  await ledger.append(claim(1));
  await Promise.all(Array.from({ length: 30 }, (_, at) => ledger.append(() => ({ events: [event(`entry ${at}`)] }))));
  expect(committed.length).toBeLessThanOrEqual(3);
  const events = await readEvents(system.storage.ledger, key, 1, null);
  expect(events.map(({ message }) => message).slice(1)).toEqual(Array.from({ length: 30 }, (_, at) => `entry ${at}`));
  expect(verifyChain(key, events)).toBeUndefined();
});

test("more than a transaction takes goes in parts, each with a head that fits its events", async () => {
  const system = await setup();
  const { ledger, committed } = await openLedger(system, 1);
  const text = "x".repeat(20_000);
  await ledger.append(claim(1));
  await Promise.all(
    Array.from({ length: 250 }, (_, at) =>
      ledger.append(
        () => ({ events: [{ ...event(`entry ${at}`), data: { kind: "inline", text: JSON.stringify(text) } }] }),
        { gather: true },
      ),
    ),
  );
  expect(committed.length).toBeGreaterThan(4);
  const events = await readEvents(system.storage.ledger, key, 1, null);
  expect(events).toHaveLength(251);
  expect(verifyChain(key, events)).toBeUndefined();
  expect(await readHead(system.storage.ledger, key)).toMatchObject({ head: { seq: 251, hash: events.at(-1)?.hash } });
});

test("a newer hold's claim shuts the older one out: its append fails whole", async () => {
  const system = await setup();
  const { ledger: older } = await openLedger(system, 1);
  await older.append(claim(1));
  const { ledger: newer } = await openLedger(system, 2);
  await newer.append(claim(2));
  await expect(
    older.append(() => ({ events: [event("too late")], job: { row: jobRow("j1", "too late"), isNew: true } })),
  ).rejects.toBeInstanceOf(FencedError);
  await expect(older.append(() => ({ events: [event("still too late")] }))).rejects.toBeInstanceOf(FencedError);
  const events = await readEvents(system.storage.ledger, key, 1, null);
  expect(events.map(({ fence }) => fence)).toEqual([1, 2]);
  expect(await readJobRow(system.storage.ledger, key, "j1")).toBeUndefined();
});

test("a claim that is composed over an old head is told to read again", async () => {
  const system = await setup();
  const { ledger: first } = await openLedger(system, 1);
  const { ledger: second } = await openLedger(system, 2);
  await first.append(claim(1));
  await expect(second.append(claim(2))).rejects.toBeInstanceOf(HeadMovedError);
});

test("whoever touches the head shuts the writer out, though no event stands in its way", async () => {
  const system = await setup();
  const { ledger } = await openLedger(system, 1);
  await ledger.append(claim(1));
  const { storage } = system;
  await storage.ledger.updateEntity({ partitionKey: key, rowKey: "head", WriteId: "someone else's" }, "Merge");
  await expect(ledger.append(() => ({ events: [event("over it")] }))).rejects.toBeInstanceOf(FencedError);
  expect(await readEvents(storage.ledger, key, 1, null)).toHaveLength(1);
});

test("a head that somebody has written again as it was ends the hold, and a claim is told to read again", async () => {
  const system = await setup();
  const { ledger } = await openLedger(system, 1);
  await ledger.append(claim(1));
  const { ledger: next } = await openLedger(system, 2);
  const { storage } = system;
  await storage.ledger.updateEntity({ partitionKey: key, rowKey: "head" }, "Merge");
  await expect(ledger.append(() => ({ events: [event("over it")] }))).rejects.toBeInstanceOf(FencedError);
  await expect(next.append(claim(2))).rejects.toBeInstanceOf(HeadMovedError);
  const { ledger: again } = await openLedger(system, 2);
  await again.append(claim(2));
  expect((await readEvents(storage.ledger, key, 1, null)).map(({ fence }) => fence)).toEqual([1, 2]);
});

test("a job that is there already cannot be made anew, and nothing of that transaction stays", async () => {
  const system = await setup();
  const { ledger } = await openLedger(system, 1);
  await ledger.append(() => ({ events: [event("first", "j1")], job: { row: jobRow("j1", "first"), isNew: true } }));
  await expect(
    ledger.append(() => ({ events: [event("again", "j1")], job: { row: jobRow("j1", "again"), isNew: true } })),
  ).rejects.toBeInstanceOf(AppendRefusedError);
  expect(await readEvents(system.storage.ledger, key, 1, null)).toHaveLength(1);
  expect(await readJobRow(system.storage.ledger, key, "j1")).toMatchObject({ name: "first" });
});

test("a job keeps its row when it has had more attempts than a column holds", async () => {
  const system = await setup();
  const { ledger } = await openLedger(system, 1);
  const startedAt = "2026-01-01T00:00:00.000Z";
  const attempts = Array.from({ length: 600 }, (_, at) => ({
    attempt: at + 1,
    workerId: "worker-1",
    fence: at + 1,
    startedAt,
    endedAt: startedAt,
    outcome: "Interrupted" as const,
  }));
  const ranges = attempts.map(({ attempt }): [number, number] => [attempt * 1000, attempt * 1000 + 9]);
  const row = { ...jobRow("j1", "often"), attempts, ranges };
  await ledger.append(() => ({ events: [event("often", "j1")], job: { row, isNew: true } }));
  expect(await readJobRow(system.storage.ledger, key, "j1")).toEqual(row);
});

test("a hold that is lost sends nothing more", async () => {
  const system = await setup();
  const { ledger, lost } = await openLedger(system, 1);
  await ledger.append(claim(1));
  lost.abort(new Error("lost"));
  await expect(ledger.append(() => ({ events: [event("after")] }))).rejects.toThrow("lost");
  expect(await readEvents(system.storage.ledger, key, 1, null)).toHaveLength(1);
});
