import { jobIdAt } from "@baton/contracts";
import { RequestCounter } from "@baton/runtime";
import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import {
  Inbox,
  type IndexedJob,
  JobIndex,
  JobReader,
  keyId,
  type SoughtJobs,
  Storage,
  waitingJob,
  waitRowKey,
} from "../src/index.ts";

const dayMs = 86_400_000;
const dayOne = Date.parse("2026-03-01T12:00:00Z");

/** Jobs that were submitted a minute apart, unless told otherwise; each from a place of its own in the test's order. */
function jobAt(at: number, more: Partial<IndexedJob> = {}, time = dayOne + at * 60_000): IndexedJob {
  const { lockKey = "orders", tenantId = "default" } = more;
  return {
    jobId: jobIdAt(new Date(time), new Uint8Array(16).fill(at % 256)),
    tenantId,
    lockKey,
    type: "settle",
    name: `Job ${at}`,
    priority: 0,
    createdAt: new Date(time).toISOString(),
    keyId: keyId(tenantId, lockKey),
    seq: at + 1,
    status: "Completed",
    message: "",
    attempts: 1,
    ...more,
  };
}

test("jobs are found page by page, newest first, across days and tenants", async () => {
  const system = await setup();
  const jobs = Array.from({ length: 30 }, (_, at) =>
    jobAt(at, { tenantId: at % 3 === 0 ? "acme" : "default" }, dayOne + Math.floor(at / 10) * 40 * dayMs + at * 1000),
  );
  await new JobIndex(system.storage).raise(jobs);
  const newest = jobs.map(({ name }) => name).toReversed();
  expect((await pages(system, {}, 7)).flat()).toEqual(newest);
  expect((await pages(system, {}, 7)).map(({ length }) => length)).toEqual([7, 7, 7, 7, 2]);
  expect((await pages(system, { tenantId: "acme" }, 100)).flat()).toEqual(newest.filter((name) => isOfAcme(name)));
  expect((await pages(system, { tenantId: "nobody" }, 100)).flat()).toEqual([]);
});

test("conditions are put together, and times bound a search on both sides", async () => {
  const system = await setup();
  const jobs = Array.from({ length: 12 }, (_, at) =>
    jobAt(at, {
      status: at % 2 === 0 ? "Completed" : "Running",
      type: at < 6 ? "settle" : "o'hare",
      submittedBy: at % 3 === 0 ? "ann" : "bob",
      ...(at === 4 ? { correlationId: "c-4", lockKey: "it's" } : {}),
    }),
  );
  await new JobIndex(system.storage).raise(jobs);
  const found = async (sought: SoughtJobs) => (await pages(system, sought, 3)).flat().map((name) => name.slice(4));
  expect(await found({ status: ["Running"], type: "settle" })).toEqual(["5", "3", "1"]);
  expect(await found({ status: ["Running", "Completed"], submittedBy: "ann" })).toEqual(["9", "6", "3", "0"]);
  expect(await found({ type: "o'hare", status: ["Running"], text: "JOB 9" })).toEqual(["9"]);
  expect(await found({ correlationId: "c-4", lockKey: "it's" })).toEqual(["4"]);
  expect(await found({ status: [] })).toEqual([]);
  expect(await found({ text: jobs[7]?.jobId.toUpperCase() })).toEqual(["7"]);
  const minute = (count: number) => new Date(dayOne + count * 60_000);
  expect(await found({ from: minute(3), to: minute(6) })).toEqual(["5", "4", "3"]);
  expect(await found({ from: minute(3), to: minute(6), status: ["Running"] })).toEqual(["5", "3"]);
  expect(await found({ from: minute(20) })).toEqual([]);
});

test("a text is sought in payloads, too, if that is asked for: of jobs on the record and of jobs that wait", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const ended = await system.submit({ type: "probe", name: "ended", payload: { steps: 1, note: 'Größe "XL"' } });
  await system.submit({ type: "probe", name: "other", payload: { steps: 1 } });
  await system.ended(ended);
  const request = { kind: "inline" as const, text: '{"type":"probe","payload":{"note":"größe M"}}' };
  const waiting = {
    ...jobAt(0, { name: "waiting", lockKey: "closed" }, Date.now()),
    rowKey: "",
    request,
    receivedAt: "",
  };
  await new Inbox(system.storage).put([{ ...waiting, rowKey: waitRowKey(0, waiting.jobId) }]);
  await new JobIndex(system.storage).raise([waitingJob(waiting, "worker-1")]);

  const found = async (sought: SoughtJobs) => (await pages(system, sought, 10)).flat().toSorted();
  await expect.poll(() => found({ text: "größe", payloads: true }), { timeout: 10_000 }).toEqual(["ended", "waiting"]);
  expect(await found({ text: '"xl"', payloads: true })).toEqual(["ended"]);
  expect(await found({ text: "größe" })).toEqual([]);
});

test("a text that is nowhere is sought in bounded pages, each of which says how far it has looked", async () => {
  const system = await setup();
  await addMany(system, 0, 5200);
  const reader = new JobReader(system.storage);
  const first = await reader.search({ text: "needle" }, 100);
  expect(first.jobs).toEqual([]);
  expect(first.cursor).toBeDefined();
  const second = await reader.search({ text: "needle" }, 100, first.cursor);
  expect(second).toEqual({ jobs: [] });
});

test("the newest page costs three requests, the same among many jobs as among few, and a filter's not many more", async () => {
  const system = await setup();
  await addMany(system, 0, 10);
  const few = await requestsOf(system, {});
  await addMany(system, 10, 2000);
  expect(few).toBe(3);
  expect(await requestsOf(system, {})).toBe(3);
  expect(await requestsOf(system, { tenantId: "default" })).toBe(2);
  expect(await requestsOf(system, { status: ["Running"] })).toBeLessThanOrEqual(12);
});

async function requestsOf(system: TestSystem, sought: SoughtJobs): Promise<number> {
  const requests = new RequestCounter();
  const connectionString = system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const storage = new Storage({ connectionString, namespace: system.namespace, requests, logger: system.logger });
  await new JobReader(storage).search(sought, 100);
  return requests.counts["read-models"] ?? 0;
}

/** A millisecond apart. */
async function addMany(system: TestSystem, from: number, count: number): Promise<void> {
  const jobs = Array.from({ length: count }, (_, at) => jobAt(from + at, {}, dayOne + from + at));
  await new JobIndex(system.storage).raise(jobs);
}

function isOfAcme(name: string): boolean {
  return Number(name.slice(4)) % 3 === 0;
}

/** The names on each page. */
async function pages(system: TestSystem, sought: SoughtJobs, limit: number): Promise<string[][]> {
  const reader = new JobReader(system.storage);
  const found: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await reader.search(sought, limit, cursor);
    found.push(page.jobs.map(({ name }) => name));
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}
