import { randomBytes } from "node:crypto";
import { jobIdAt } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type IndexedJob, JobFeed, JobIndex, JobReader, keyId, OldRows } from "../src/index.ts";

const dayMs = 24 * 3600 * 1000;
const alive = new AbortController().signal;
const now = Date.now();

test("what is older than its age leaves the lists, and what still needs somebody stays", async () => {
  const { storage } = await setup();
  const [index, feed, reader] = [new JobIndex(storage), new JobFeed(storage), new JobReader(storage)];
  const jobs = {
    old: ended(40, "Completed", 40),
    oldTwo: ended(39, "Cancelled", 39),
    endedLately: ended(40, "Completed", 2),
    dead: ended(40, "DeadLettered", 40),
    waiting: ended(40, "Scheduled"),
    young: ended(2, "Completed", 2),
  };
  await index.raise(Object.values(jobs));
  await feed.put([event(40), event(39), event(2)].map((shown) => ({ event: shown, text: JSON.stringify(shown) })));

  const removed = await new OldRows(storage).remove(new Date(now - 30 * dayMs), alive);
  expect(removed).toEqual({ jobs: 2, events: 2 });
  const left = (await reader.newestJobs(100)).map(({ jobId }) => jobId);
  const { old: _, oldTwo: __, ...kept } = jobs;
  expect(left.toSorted()).toEqual(
    Object.values(kept)
      .map(({ jobId }) => jobId)
      .toSorted(),
  );
  expect(await reader.newestEvents(100)).toHaveLength(1);
  // The day of one that stays is listed still, one of which nothing is left is not.
  const days = await Array.fromAsync(index.directory.days("default"));
  expect(days).toEqual([dayBefore(2), dayBefore(40)]);
  expect(await new OldRows(storage).remove(new Date(now - 30 * dayMs), alive)).toEqual({ jobs: 0, events: 0 });
});

test("the leader does it where a limit is set", async () => {
  const system = await setup();
  const young = ended(2, "Completed", 2);
  await new JobIndex(system.storage).raise([ended(40, "Completed", 40), young]);
  await system.startWorker("worker-1", { READ_MODEL_TTL_DAYS: "30" });
  const shown = async () => (await system.reader.newestJobs(100)).map(({ jobId }) => jobId);
  await eventually("the old job to leave the lists", async () => (await shown()).length === 1, { withinMs: 60_000 });
  expect(await shown()).toEqual([young.jobId]);
});

test("a sweep that is to stop removes nothing more", async () => {
  const { storage } = await setup();
  await new JobIndex(storage).raise([ended(40, "Completed", 40)]);
  expect(await new OldRows(storage).remove(new Date(now), AbortSignal.abort())).toEqual({ jobs: 0, events: 0 });
});

function ended(submittedDaysAgo: number, status: IndexedJob["status"], endedDaysAgo?: number): IndexedJob {
  const createdAt = new Date(now - submittedDaysAgo * dayMs);
  return {
    jobId: jobIdAt(createdAt, randomBytes(16)),
    tenantId: "default",
    lockKey: "default",
    type: "probe",
    name: "probe",
    priority: 0,
    createdAt: createdAt.toISOString(),
    keyId: keyId("default", "default"),
    seq: 1,
    status,
    message: "",
    attempts: 1,
    ...(endedDaysAgo === undefined ? {} : { endedAt: new Date(now - endedDaysAgo * dayMs).toISOString() }),
  };
}

function event(daysAgo: number) {
  const id = keyId("default", "default");
  return {
    eventId: `${id}:${daysAgo}`,
    keyId: id,
    tenantId: "default",
    lockKey: "default",
    seq: daysAgo,
    status: "Completed" as const,
    message: "Job finished successfully",
    occurredAt: new Date(now - daysAgo * dayMs).toISOString(),
  };
}

function dayBefore(days: number): string {
  return new Date(now - days * dayMs).toISOString().slice(0, 10);
}
