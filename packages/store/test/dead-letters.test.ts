import { newJobId } from "@baton/contracts";
import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type IndexedJob, JobIndex, JobReader, keyId, type SoughtDeadLetters } from "../src/index.ts";

function dead(seq: number, more: Partial<IndexedJob> = {}): IndexedJob {
  const { lockKey = "orders", tenantId = "default" } = more;
  return {
    jobId: newJobId(),
    tenantId,
    lockKey,
    type: "settle",
    name: "Nightly",
    priority: 0,
    createdAt: new Date().toISOString(),
    keyId: keyId(tenantId, lockKey),
    seq,
    status: "DeadLettered",
    message: "Dead-lettered",
    attempts: 1,
    endedAt: new Date(Date.UTC(2026, 0, 1) + seq).toISOString(),
    ...more,
  };
}

test("dead letters are listed page by page, newest first, across tenants and by filter", async () => {
  const system = await setup();
  const jobs = Array.from({ length: 25 }, (_, at) =>
    dead(at + 1, { tenantId: at % 2 === 0 ? "default" : "acme", name: `Job ${at}`, lockKey: at < 5 ? "a" : "b" }),
  );
  await new JobIndex(system.storage).raise(jobs);
  const newest = jobs.map(({ jobId }) => jobId).toReversed();
  expect(await listed(system, {}, 10)).toEqual([newest.slice(0, 10), newest.slice(10, 20), newest.slice(20)]);
  expect((await listed(system, { tenantId: "acme" }, 100)).flat()).toHaveLength(12);
  expect((await listed(system, { lockKey: "a" }, 2)).map(({ length }) => length)).toEqual([2, 2, 1]);
  expect((await listed(system, { type: "other" }, 10)).flat()).toEqual([]);
  expect((await listed(system, { text: "job 24" }, 10)).flat()).toEqual([newest[0]]);
  expect((await listed(system, { text: newest[3] }, 10)).flat()).toEqual([newest[3]]);
});

test("a discarded job is listed no more, also when somebody learns late that it was dead-lettered", async () => {
  const system = await setup();
  const [one, other] = [new JobIndex(system.storage), new JobIndex(system.storage)];
  const job = dead(5);
  await one.raise([job]);
  await other.raise([{ ...job, seq: 6, replayedBy: newJobId() }]);
  await one.raise([job]);
  expect((await new JobReader(system.storage).deadLetters({}, 10)).jobs).toMatchObject([{ seq: 6 }]);
  expect((await listed(system, { isNotReplayed: true }, 10)).flat()).toEqual([]);

  await other.raise([{ ...job, seq: 7, status: "Discarded" }]);
  expect((await listed(system, {}, 10)).flat()).toEqual([]);
  await one.raise([job]);
  await new JobIndex(system.storage).raise([job]);
  expect((await listed(system, {}, 10)).flat()).toEqual([]);
});

test("why a job was given up stays when what is recorded later does not tell it, and it is counted by that", async () => {
  const system = await setup();
  const index = new JobIndex(system.storage);
  const [lost, thrown] = [
    dead(5, { errorLine: "Dead-lettered after 3 strikes" }),
    dead(6, { errorLine: "no such file" }),
  ];
  await index.raise([lost, thrown, dead(7)]);
  const { errorLine: _unknown, ...replayed } = lost;
  await index.raise([{ ...replayed, seq: 8, replayedBy: newJobId() }]);
  const reader = new JobReader(system.storage);
  const at = new Date(Date.UTC(2026, 0, 1) + 5).toISOString();
  expect((await reader.deadLetterGroups({})).groups).toMatchObject([
    { error: "", count: 1, replayed: 0 },
    { error: "no such file", count: 1, replayed: 0 },
    { error: "Dead-lettered after 3 strikes", count: 1, replayed: 1, firstAt: at, lastAt: at, type: "settle" },
  ]);
  expect((await listed(system, { error: "" }, 10)).flat()).toHaveLength(1);
  expect((await listed(system, { error: "no such file" }, 10)).flat()).toEqual([thrown.jobId]);
  expect((await listed(system, { text: "STRIKES" }, 10)).flat()).toEqual([lost.jobId]);
});

async function listed(system: TestSystem, filter: SoughtDeadLetters, limit: number): Promise<string[][]> {
  const reader = new JobReader(system.storage);
  const pages: string[][] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const page = await reader.deadLetters(filter, limit, cursor);
    pages.push(page.jobs.map(({ jobId }) => jobId));
    cursor = page.cursor;
  }
  return pages;
}
