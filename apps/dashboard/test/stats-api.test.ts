import { type Stats, statsSchema } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("the statistics agree with the jobs that ran", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobIds = await Promise.all([
    system.submit({ type: "probe", payload: { steps: 1, stepMs: 400 }, lockKey: "a", submittedBy: "ann" }),
    system.submit({ type: "probe", payload: { steps: 1, stepMs: 400 }, lockKey: "a", submittedBy: "ann" }),
    system.submit({ type: "probe", tenantId: "acme" }),
    system.submit({ type: "misbehave", payload: { how: "throwLater" }, lockKey: "b", maxAttempts: 1 }),
  ]);
  const ended = await Promise.all(jobIds.map((jobId) => system.ended(jobId)));
  const stats = await eventually("all jobs to be counted", async () => {
    const read = await statsOf(dashboard, "?window=1h");
    return read.total.jobs >= jobIds.length && read;
  });
  expect(stats.total.outcomes).toEqual({ Completed: 3, Cancelled: 0, DeadLettered: 1, Discarded: 0 });
  expect(stats.types.map(({ name, jobs }) => [name, jobs])).toEqual([
    ["probe", 3],
    ["misbehave", 1],
  ]);
  expect(stats.keys.find(({ name }) => name === "a")).toMatchObject({ tenantId: "default", jobs: 2 });
  expect(stats.submitters).toMatchObject([{ name: "ann", jobs: 2 }]);
  const ranMs = ended.map(({ job }) => Date.parse(job.endedAt ?? "") - Date.parse(job.startedAt ?? ""));
  const longestMs = Math.max(...ranMs);
  expect(stats.total.run.p95Ms).toBeGreaterThanOrEqual(longestMs);
  expect(stats.total.run.p95Ms).toBeLessThanOrEqual(longestMs * 1.19 + 1);
  expect((await statsOf(dashboard, "?tenantId=acme")).total.jobs).toBe(1);
  expect((await statsOf(dashboard)).window).toBe("24h");
  await expectProblem(await dashboard.fetch("/api/stats?window=1y"), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/stats?windows=1h"), 400, "invalid-query");
});

async function statsOf(dashboard: Dashboard, query = ""): Promise<Stats> {
  const response = await dashboard.fetch(`/api/stats${query}`);
  expect(response.status).toBe(200);
  return statsSchema.parse(await response.json());
}
