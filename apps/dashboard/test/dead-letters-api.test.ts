import {
  type DeadLetterGroups,
  type DeadLetterList,
  deadLetterGroupsSchema,
  deadLetterListSchema,
  jobActionsResponseSchema,
  newJobId,
} from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("dead letters are listed, replayed in the order of their submission, and discarded", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const dead = await deadLettered(system, 3);
  const other = await deadLettered(system, 1, "acme");
  const all = await eventually("all four to be listed", async () => {
    const { jobs } = await list(dashboard, "");
    return jobs.length === 4 && jobs;
  });
  expect(all.map(({ jobId }) => jobId)).toEqual([...dead, ...other].toReversed());
  const first = await list(dashboard, "?limit=3");
  expect(first.jobs).toHaveLength(3);
  expect((await list(dashboard, `?limit=3&cursor=${first.cursor}`)).jobs.map(({ jobId }) => jobId)).toEqual([dead[0]]);

  const replays = await act(dashboard, { action: "replay", filter: { tenantId: "default" }, payload: { way: "loop" } });
  expect(replays.answers.map(({ jobId }) => jobId)).toEqual(dead);
  expect(replays).not.toHaveProperty("cursor");
  const newIds = replays.answers.map((answer) => ("newJobId" in answer ? (answer.newJobId ?? "") : ""));
  expect(newIds).toEqual(newIds.toSorted());
  await eventually("the list to say so", async () => {
    const { jobs } = await list(dashboard, "?tenant=default");
    return jobs.every(({ replayedBy }) => replayedBy !== undefined);
  });
  expect((await act(dashboard, { action: "replay", filter: { tenantId: "default" } })).answers).toEqual([]);
  const [running = "", ...waiting] = newIds;
  await system.until("the first replay runs", running, ({ job }) => job.status === "Running");
  for (const jobId of waiting) await system.until("it waits", jobId, ({ job }) => job.status === "Waiting");

  const cancels = await act(dashboard, { action: "cancel", ids: [...newIds, newJobId(), "42"], reason: "enough" });
  expect(cancels.answers.map((answer) => ("problem" in answer ? answer.problem.code : "given"))).toEqual([
    ...newIds.map(() => "given"),
    "unknown-job",
    "invalid-job-id",
  ]);
  for (const jobId of newIds) expect((await system.ended(jobId)).job.status).toBe("Cancelled");

  await act(dashboard, { action: "discard", filter: {}, reason: "seen" });
  await eventually("none to be left", async () => (await list(dashboard, "")).jobs.length === 0);
  await Promise.all([system.ledger(), system.ledger("default", "acme")]);
});

test("dead letters are counted by type and error, and a group is replayed part by part or discarded", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const demo = { type: "demo", payload: { steps: 1, stepMs: 1, failAt: 1 }, maxAttempts: 1 };
  for (const lockKey of ["a", "a", "b"]) await system.ended(await system.submit({ ...demo, lockKey }));
  const [long = ""] = await deadLettered(system, 1);
  const failure = "Processing error: step 1/1 - Data validation was asked to fail";
  const counted = await eventually("all four to be counted", async () => {
    const { groups: found } = await groups(dashboard, "");
    return found.reduce((sum, { count }) => sum + count, 0) === 4 && found;
  });
  expect(counted).toMatchObject([
    { type: "misbehave", count: 1, error: expect.stringMatching(/^x{299}…$/) },
    { type: "demo", count: 3, replayed: 0, error: failure },
  ]);
  expect((counted[1]?.firstAt ?? "") < (counted[1]?.lastAt ?? "")).toBe(true);
  expect((await groups(dashboard, "?lockKey=b")).groups).toMatchObject([{ type: "demo", count: 1 }]);
  expect((await groups(dashboard, "?text=DATA%20VALID")).groups).toMatchObject([{ type: "demo", count: 3 }]);
  expect((await groups(dashboard, "?tenant=nobody")).groups).toEqual([]);

  const ofDemo = await list(dashboard, `?type=demo&error=${encodeURIComponent(failure)}`);
  expect(ofDemo.jobs.map(({ errorLine }) => errorLine)).toEqual([failure, failure, failure]);
  expect((await list(dashboard, "?error=something%20else")).jobs).toEqual([]);

  const filter = { type: "demo", error: failure };
  const order = { action: "replay", filter, limit: 2, payload: { steps: 1, stepMs: 1 } };
  const first = await act(dashboard, order);
  expect(first.answers).toHaveLength(2);
  const rest = await act(dashboard, { ...order, cursor: first.cursor });
  expect(rest.answers).toHaveLength(1);
  expect(rest).not.toHaveProperty("cursor");
  await eventually("all three to be marked", async () => (await groups(dashboard, "")).groups[1]?.replayed === 3);

  await act(dashboard, { action: "discard", filter, reason: "mended" });
  await eventually("the group to be gone", async () => (await groups(dashboard, "")).groups.length === 1);
  expect((await list(dashboard, "")).jobs.map(({ jobId }) => jobId)).toEqual([long]);
});

test("actions and queries that make no sense are refused as a whole", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const post = (body: object) => dashboard.order("jobs/actions", body);
  await expectProblem(await post({ action: "explode", ids: [] }), 400, "invalid-command");
  await expectProblem(await post({ action: "cancel", ids: [] }), 400, "invalid-command");
  await expectProblem(await post({ action: "replay" }), 400, "invalid-command");
  await expectProblem(await post({ action: "cancel", filter: {}, reason: "x" }), 400, "invalid-command");
  await expectProblem(await post({ action: "replay", ids: Array(1001).fill("x") }), 400, "invalid-command");
  await expectProblem(await post({ action: "replay", filter: { tenant: "x" } }), 400, "invalid-command");
  await expectProblem(await dashboard.fetch("/api/dead-letters?limit=201"), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/dead-letters?colour=red"), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/dead-letters/groups?error=x"), 400, "invalid-query");
  await expectProblem(await post({ action: "replay", filter: {}, limit: 1001 }), 400, "invalid-command");
  await expectProblem(await post({ action: "discard", filter: { error: "x" } }), 400, "invalid-command");
});

async function deadLettered(system: TestSystem, count: number, tenantId = "default"): Promise<string[]> {
  const ids: string[] = [];
  const failing = { type: "misbehave", payload: { way: "throwAtLength" }, maxAttempts: 1, tenantId };
  for (let at = 0; at < count; at += 1) ids.push(await system.submit(failing));
  for (const jobId of ids) await system.ended(jobId);
  return ids;
}

async function list(dashboard: Dashboard, query: string): Promise<DeadLetterList> {
  return deadLetterListSchema.parse(await (await dashboard.fetch(`/api/dead-letters${query}`)).json());
}

async function groups(dashboard: Dashboard, query: string): Promise<DeadLetterGroups> {
  return deadLetterGroupsSchema.parse(await (await dashboard.fetch(`/api/dead-letters/groups${query}`)).json());
}

async function act(dashboard: Dashboard, body: object) {
  const response = await dashboard.order("jobs/actions", body);
  expect(response.status).toBe(202);
  return jobActionsResponseSchema.parse(await response.json());
}
