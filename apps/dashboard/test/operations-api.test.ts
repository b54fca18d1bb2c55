import { validateJob } from "@baton/client";
import {
  type CommandAnswer,
  type CommandView,
  commandAnswerSchema,
  commandViewSchema,
  type JobDetail,
  jobDetailSchema,
  newJobId,
} from "@baton/contracts";
import { JobIndex, SubmittedJobs } from "@baton/store";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const long = { type: "probe", payload: { steps: 1, stepMs: 60_000 } };

test("a job that waits and one that runs are cancelled, and the record says by whom and why", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const running = await system.submit(long);
  await system.until("it runs", running, ({ job }) => job.status === "Running");
  const waiting = await system.submit({ type: "probe" });
  await system.until("it waits", waiting, ({ job }) => job.status === "Waiting");

  for (const jobId of [waiting, running]) {
    const { status, answer } = await order(dashboard, `jobs/${jobId}/cancel`, { reason: "not needed" });
    expect({ status, outcome: answer.outcome }).toEqual({
      status: 200,
      outcome: { kind: "done", status: "Cancelled" },
    });
    const { job, events } = await readJob(dashboard, jobId);
    expect(job.status).toBe("Cancelled");
    expect(events.at(-1)).toMatchObject({ status: "Cancelled", message: "Cancelled by local: not needed" });
    expect(await readCommand(dashboard, answer.commandId)).toMatchObject({
      kind: "cancel",
      jobId,
      reason: "not needed",
    });
  }
  const again = await dashboard.order(`jobs/${waiting}/cancel`, { reason: "again" });
  expect(await expectProblem(again, 409, "already-finished")).toMatchObject({ detail: "It is Cancelled." });
  await system.ledger();
});

test("a job that has ended is replayed under a new id, with another payload and all its digits", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobId = await system.submit({ type: "probe", name: "Nightly", payload: { steps: 2 } });
  await system.ended(jobId);

  const payload = '{"steps":1,"stepMs":0,"id":9007199254740993}';
  const response = await dashboard.order(`jobs/${jobId}/replay`, `{"payload":${payload}}`);
  expect(response.status).toBe(200);
  const { newJobId: replayed = "", outcome } = commandAnswerSchema.parse(await response.json());
  expect(outcome).toEqual({ kind: "done", newJobId: replayed });
  const { job } = await system.ended(replayed);
  expect(job).toMatchObject({ name: "Nightly", status: "Completed", result: { steps: 1 }, replayOf: jobId });
  expect(await (await dashboard.fetch(`/api/jobs/${replayed}`)).text()).toContain(`"payload":${payload}`);

  const misfit = await dashboard.order(`jobs/${jobId}/replay`, { payload: { steps: "many" } });
  expect(await expectProblem(misfit, 400, "invalid-command")).toMatchObject({ errors: [{ path: "steps" }] });

  const blocked = await system.submit(long);
  await system.until("it runs", blocked, ({ job: { status } }) => status === "Running");
  const refusal = await expectProblem(await dashboard.order(`jobs/${blocked}/replay`, {}), 409, "command-refused");
  expect(refusal.detail).toContain("running");
});

test("a replay is found while it waits", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobId = await system.submit({ type: "probe" });
  await system.ended(jobId);
  await order(dashboard, "locks/default/pause", { reason: "hold it" });
  const { answer } = await order(dashboard, `jobs/${jobId}/replay`);
  const { job } = await system.until("listed", answer.newJobId ?? "", ({ job }) => job.status === "Waiting");
  expect(job).toMatchObject({ type: "probe", replayOf: jobId });
});

test("without a worker a command is accepted, and obeyed when one comes", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const jobId = await system.submit({ type: "probe", runAt: later });
  await system.until("it is scheduled", jobId, ({ job }) => job.status === "Scheduled");
  await worker.end();

  const { status, answer, location } = await order(dashboard, `jobs/${jobId}/cancel`, { reason: "no" });
  expect({ status, location }).toEqual({ status: 202, location: `/api/commands/${answer.commandId}` });
  expect(await readCommand(dashboard, answer.commandId)).not.toHaveProperty("outcome");
  await system.startWorker("worker-2");
  await eventually("the command to be obeyed", async () => (await readCommand(dashboard, answer.commandId)).outcome);
  expect((await readJob(dashboard, jobId)).job.status).toBe("Cancelled");
});

test("a command for a job that is still on its way is given again until the job is there", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const checked = validateJob({ type: "probe", runAt: new Date(Date.now() + 3_600_000).toISOString() });
  if (checked.kind === "invalid") throw new Error("not a job");
  const { job } = checked;
  await new SubmittedJobs(new JobIndex(system.storage)).add([job]);

  const answering = order(dashboard, `jobs/${job.jobId}/cancel`, { reason: "too early" });
  await eventually("the first try to find nothing", async () => {
    for await (const row of system.storage.ledger.listEntities()) if (row.rowKey?.startsWith("cmd:")) return true;
    return false;
  });
  await system.client.submit(job);
  const { answer } = await answering;
  expect(answer.outcome).toEqual({ kind: "done", status: "Cancelled" });
  await system.ledger();
});

test("priority, front, time, pause, resume and policy are changed by command", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  await order(dashboard, "locks/a%2Fb%20%C3%BC/pause?tenant=acme", { reason: "maintenance" });
  const key = { lockKey: "a/b ü", tenantId: "acme" };
  const [first, second, third] = [
    await system.submit({ type: "probe", name: "first", ...key }),
    await system.submit({ type: "probe", name: "second", ...key }),
    await system.submit({ type: "probe", name: "third", ...key }),
  ];
  await system.until("it waits", third, ({ job }) => job.status === "Waiting");
  await order(dashboard, `jobs/${second}/priority`, { priority: 5.0 });
  await order(dashboard, `jobs/${third}/front`);
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  expect((await order(dashboard, `jobs/${first}/reschedule`, { runAt })).answer.outcome).toMatchObject({
    status: "Scheduled",
  });
  expect((await order(dashboard, "locks/a%2Fb%20%C3%BC/policy", { policy: "hold", tenantId: "acme" })).status).toBe(
    200,
  );
  await order(dashboard, "locks/a%2Fb%20%C3%BC/resume?tenant=acme");
  await Promise.all([system.ended(second), system.ended(third)]);
  const started = (await system.ledger(key.lockKey, key.tenantId)).filter(({ status }) => status === "Started");
  expect(started.map(({ jobId }) => jobId)).toEqual([third, second]);
  expect((await readJob(dashboard, first)).job.status).toBe("Scheduled");
});

test("commands that make no sense are refused with what was expected", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const unknown = newJobId();
  const reasonless = await expectProblem(await dashboard.order(`jobs/${unknown}/cancel`, {}), 400, "invalid-command");
  expect(reasonless.errors?.[0]?.path).toBe("reason");
  const high = await dashboard.order(`jobs/${unknown}/priority`, { priority: 10 });
  expect((await expectProblem(high, 400, "invalid-command")).errors?.[0]?.path).toBe("priority");
  const soon = await dashboard.order(`jobs/${unknown}/reschedule`, { runAt: "soon" });
  expect((await expectProblem(soon, 400, "invalid-command")).errors?.[0]?.path).toBe("runAt");
  const twice = await dashboard.order(`jobs/${unknown}/cancel`, { reason: "x", jobId: newJobId() });
  await expectProblem(twice, 400, "invalid-command");
  await expectProblem(await dashboard.order(`jobs/${unknown}/cancel`, "{"), 400, "invalid-json");
  await expectProblem(await dashboard.order(`jobs/${unknown}/cancel`, { reason: "x" }), 404, "unknown-job");
  await expectProblem(await dashboard.order("jobs/42/cancel", { reason: "x" }), 400, "invalid-job-id");
  await expectProblem(await dashboard.order(`jobs/${unknown}/explode`, {}), 404, "unknown-address");
  await expectProblem(await dashboard.order("locks/k/pause", {}), 400, "invalid-command");
  await expectProblem(await dashboard.order("locks/k/policy", { policy: "none" }), 400, "invalid-command");
  await expectProblem(await dashboard.order("locks/k/pause?tenant=_", { reason: "x" }), 400, "invalid-lock-key");
  await expectProblem(await dashboard.order("locks/k/unlock", { reason: "x" }), 409, "not-held");
  await expectProblem(await dashboard.fetch(`/api/commands/${unknown}`), 404, "unknown-command");
  await expectProblem(await dashboard.fetch("/api/commands/42"), 400, "invalid-command-id");
});

test("a lock that is broken goes to the next holder, who records by whom and why", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const beside = await system.submit({ type: "probe", lockKey: "beside", payload: { steps: 1, stepMs: 120_000 } });
  const jobId = await system.submit({ type: "probe", payload: { steps: 2, stepMs: 6000 } });
  await system.until("it runs", jobId, ({ job }) => job.status === "Running");
  const { status } = await order(dashboard, "locks/default/unlock", { reason: "it hangs" });
  expect([200, 202]).toContain(status);
  await system.ended(jobId, 60_000);
  const broken = await eventually("the break to be on the record", async () =>
    (await system.ledger()).find((event) => event.status === "ForceUnlocked"),
  );
  expect(broken.message).toBe("Lock broken by local: it hangs");
  const interrupted = (await system.ledger()).find((event) => event.status === "Interrupted");
  expect(interrupted?.message).toBe("Interrupted: its lock was taken from worker-1; goes on from the last step");
  // It is not suspected of anything: it does not wait to run alone.
  expect((await readJob(dashboard, beside)).job.status).toBe("Running");
  await order(dashboard, `jobs/${beside}/cancel`, { reason: "the test is over" });
});

async function order(dashboard: Dashboard, path: string, body: object = {}) {
  const response = await dashboard.order(path, body);
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status: expect.toBeOneOf([200, 202]) });
  const answer: CommandAnswer = commandAnswerSchema.parse(JSON.parse(text));
  return { status: response.status, answer, location: response.headers.get("location") };
}

async function readCommand(dashboard: Dashboard, commandId: string): Promise<CommandView> {
  return commandViewSchema.parse(await (await dashboard.fetch(`/api/commands/${commandId}`)).json());
}

async function readJob(dashboard: Dashboard, jobId: string): Promise<JobDetail> {
  return jobDetailSchema.parse(await (await dashboard.fetch(`/api/jobs/${jobId}`)).json());
}
