import { eventually, readProbe, setup } from "@baton/testing";
import { expect, test } from "vitest";

test("forty jobs on one key run one at a time across two workers, and the record proves it", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);

  const jobIds: string[] = [];
  for (let burst = 0; burst < 4; burst += 1) {
    const submitted = await Promise.all(
      Array.from({ length: 10 }, () => system.submit({ type: "probe", payload: { steps: 1, stepMs: 100 } })),
    );
    jobIds.push(...submitted);
  }
  await eventually("some of them to be shown as waiting", async () => {
    const jobs = await system.reader.newestJobs(200);
    return jobs.filter((job) => job.status === "Waiting").length > 5;
  });
  const details = await Promise.all(jobIds.map((jobId) => system.ended(jobId, 60_000)));
  expect(details.map(({ job }) => job.status)).toEqual(jobIds.map(() => "Completed"));

  // Each ran exactly once: a lock that two held would show in attempts that the ledger had to cut off.
  expect(details.map(({ job }) => job.attempts)).toEqual(jobIds.map(() => 1));
  const intervals = intervalsOf(readProbe(system.env["PROBE_FILE"] ?? ""));
  expect(intervals).toHaveLength(40);
  for (const [at, interval] of intervals.entries()) {
    const before = intervals[at - 1];
    if (before) expect(interval.startMs).toBeGreaterThan(before.endMs);
    if (before) expect(interval.fence).toBeGreaterThan(before.fence);
  }

  const events = await system.ledger();
  expect(events.filter((event) => event.status === "Completed")).toHaveLength(40);
  expect(events.filter((event) => event.status === "Deferred").length).toBeGreaterThan(30);
  await eventually("the inbox to be empty", async () => {
    for await (const { rowKey } of system.storage.inbox.listEntities()) if (rowKey?.startsWith("wait:")) return false;
    return true;
  });
});

test("the default keys of two tenants run side by side", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  // Each waits inside its thread until the other has begun: one after the other they would never end.
  const payload = { awaitStarts: 2 };
  const [one, other] = await Promise.all([
    system.submit({ type: "probe", tenantId: "acme", payload }),
    system.submit({ type: "probe", tenantId: "globex", payload }),
  ]);
  const ended = await Promise.all([system.ended(one), system.ended(other)]);
  expect(ended.map(({ job }) => job.status)).toEqual(["Completed", "Completed"]);
  await Promise.all([system.ledger("default", "acme"), system.ledger("default", "globex")]);
});

type Interval = { jobId: string; startMs: number; endMs: number; fence: number };

function intervalsOf(lines: ReturnType<typeof readProbe>): Interval[] {
  const byJob = Map.groupBy(lines, (line) => line.jobId);
  const intervals = [...byJob].map(([jobId, own]) => ({
    jobId,
    startMs: own.find((line) => line.event === "start")?.atMs ?? Number.NaN,
    endMs: own.find((line) => line.event === "end")?.atMs ?? Number.NaN,
    fence: own[0]?.fence ?? 0,
  }));
  return intervals.sort((one, other) => one.startMs - other.startMs);
}
