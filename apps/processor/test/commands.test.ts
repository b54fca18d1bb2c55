import { newJobId } from "@baton/contracts";
import { Inbox, keyId, Markers } from "@baton/store";
import { eventually, LockBlobs, proxied, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { order } from "./order.ts";

test("a job that waits is cancelled, and never begins", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const first = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", first, ({ job }) => job.status === "Running");
  const second = await system.submit({ type: "probe" });
  const third = await system.submit({ type: "probe" });
  await system.until("waiting", second, ({ job }) => job.status === "Waiting");

  const { outcome } = await order(system, { kind: "cancel", jobId: second, reason: "not needed" });
  expect(outcome).toEqual({ kind: "done", status: "Cancelled" });
  const cancelled = await system.ended(second);
  expect(cancelled.job).toMatchObject({ status: "Cancelled", attempts: 0 });
  expect(cancelled.events.map(({ status }) => status)).toEqual(["Queued", "Cancelled"]);
  expect(cancelled.events.at(-1)).toMatchObject({
    message: "Cancelled by tester: not needed",
    data: { by: { name: "tester" }, reason: "not needed" },
  });
  await order(system, { kind: "cancel", jobId: first, reason: "enough" });
  expect((await system.ended(third)).job.status).toBe("Completed");
  await untilInboxIsEmpty(system);
  await system.verifyAll();
});

test("a key that is paused stays told as one, though nothing waits in it and its marker is set again", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const markers = new Markers(system.storage);
  const id = keyId("default", "default");
  const isTold = async () => (await markers.read(id))?.stopped === "paused";
  expect((await order(system, { kind: "pause", reason: "a test" })).outcome).toEqual({ kind: "done" });
  await eventually("the pause to be told", isTold);
  const locks = new LockBlobs(system);
  await eventually("the lock to be given up", async () => !(await locks.isHeld("default")));
  await markers.setDue([id]);
  await eventually("the pause to be told again", isTold);
});

test("a running job that hears its signal is cancelled at once, one that does not is ended", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const gentle = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", gentle, ({ job }) => job.status === "Running");
  expect((await order(system, { kind: "cancel", jobId: gentle, reason: "stop it" })).outcome).toEqual({
    kind: "done",
    status: "Cancelled",
  });
  const deaf = await system.submit({ type: "probe", payload: { spinMs: 60_000 } });
  await system.until("running", deaf, ({ job }) => job.status === "Running");
  await order(system, { kind: "cancel", jobId: deaf, reason: "stop it" });
  for (const jobId of [gentle, deaf]) {
    const { job, events } = await system.ended(jobId);
    expect(job.status).toBe("Cancelled");
    expect(events.filter(({ status }) => status === "Cancelled")).toHaveLength(1);
  }
  expect((await system.ended(await system.submit({ type: "probe" }))).job.status).toBe("Completed");
  await system.verifyAll();
});

test("a job that runs is cancelled, though the wake for it was lost", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const long = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", long, ({ job }) => job.status === "Running");
  const { outcome } = await order(system, { kind: "cancel", jobId: long, reason: "no" }, "default", {
    isWakeLost: true,
  });
  expect(outcome).toEqual({ kind: "done", status: "Cancelled" });
  await system.verifyAll();
});

test("a job that runs is cancelled, though the command could not be read for a while", async () => {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  const long = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", long, ({ job }) => job.status === "Running");
  // The sweep reads markers all the same, and tells of the command in vain.
  const isLook = (method: string, path: string) =>
    method === "GET" && path.includes(`${system.storage.inbox.tableName}()`) && !path.includes("marker");
  proxy.strike(isLook, { kind: "refuse", status: 500 }, Number.POSITIVE_INFINITY);
  const before = proxy.seen.length;
  const obeyed = order(system, { kind: "cancel", jobId: long, reason: "no" });
  // A sweep is two queries at most: after six, two whole ones have seen the command.
  const queries = () => proxy.seen.slice(before).filter(({ path }) => path.includes("()") && path.includes("marker"));
  await eventually("sweeps that see the command, and a look that fails", async () => {
    return queries().length >= 6 && proxy.struck > 0;
  });
  proxy.calm();
  expect((await obeyed).outcome).toEqual({ kind: "done", status: "Cancelled" });
  await system.verifyAll();
});

test("a key without a holder is taken to obey, also when no slot is free", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { WORKER_CONCURRENCY: "1" });
  const busy = await system.submit({ type: "probe", lockKey: "busy", payload: { stepMs: 60_000 } });
  await system.until("running", busy, ({ job }) => job.status === "Running");
  const waiting = await system.submit({ type: "probe", lockKey: "other" });
  await system.until("waiting", waiting, ({ job }) => job.status === "Waiting");
  const { outcome } = await order(system, { kind: "cancel", jobId: waiting, reason: "no" }, "other");
  expect(outcome).toMatchObject({ kind: "done", status: "Cancelled" });
  await order(system, { kind: "cancel", jobId: busy, reason: "enough" }, "busy");
  await system.verifyAll();
});

test("scheduled and retrying jobs are cancelled and rescheduled", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const later = await system.submit({ type: "probe", delayMs: 3_600_000 });
  const other = await system.submit({ type: "probe", delayMs: 3_600_000 });
  const retrying = await system.submit({
    type: "demo",
    payload: { steps: 1, stepMs: 1, failAt: 1 },
    backoff: { initialMs: 3_600_000, maxMs: 3_600_000 },
  });
  await system.until("retrying", retrying, ({ job }) => job.status === "Retrying");
  await order(system, { kind: "cancel", jobId: later, reason: "no" });
  await order(system, { kind: "cancel", jobId: retrying, reason: "no" });
  expect((await system.ended(later)).job).toMatchObject({ status: "Cancelled", attempts: 0 });
  expect((await system.ended(retrying)).job).toMatchObject({ status: "Cancelled", attempts: 1 });

  const runAt = new Date(Date.now() + 1000).toISOString();
  expect((await order(system, { kind: "reschedule", jobId: other, runAt })).outcome).toMatchObject({ kind: "done" });
  const { job, events } = await system.ended(other);
  expect(job.status).toBe("Completed");
  expect(events.map(({ status }) => status)).toContain("Rescheduled");
  expect(Date.parse(job.startedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(runAt) - 50);
  await untilInboxIsEmpty(system);
  await system.verifyAll();
});

test("priority and the front of the line decide the order", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const first = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", first, ({ job }) => job.status === "Running");
  const jobs: string[] = [];
  for (let at = 0; at < 4; at += 1) jobs.push(await system.submit({ type: "probe" }));
  const [a = "", b = "", c = "", d = ""] = jobs;
  await system.until("waiting", d, ({ job }) => job.status === "Waiting");
  expect((await order(system, { kind: "set-priority", jobId: c, priority: 5 })).outcome).toMatchObject({
    kind: "done",
  });
  expect((await order(system, { kind: "move-to-front", jobId: d })).outcome).toMatchObject({ kind: "done" });
  await order(system, { kind: "cancel", jobId: first, reason: "enough" });
  for (const jobId of jobs) await system.ended(jobId);
  const started = (await system.ledger()).filter(({ status }) => status === "Started").map(({ jobId }) => jobId);
  expect(started).toEqual([first, d, c, a, b]);
  await untilInboxIsEmpty(system);
  await system.verifyAll();
});

test("a planned job whose priority is changed stays planned, and says so", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const planned = await system.submit({ type: "probe", delayMs: 3_600_000 });
  const front = await system.submit({ type: "probe", delayMs: 3_600_000 });
  await system.until("scheduled", front, ({ job }) => job.status === "Scheduled");
  const before = await system.until("scheduled", planned, ({ job }) => job.status === "Scheduled");
  const { outcome } = await order(system, { kind: "set-priority", jobId: planned, priority: 5 });
  expect(outcome).toEqual({ kind: "done", status: "Scheduled" });
  await order(system, { kind: "move-to-front", jobId: front });

  const { job } = await system.until("told", planned, (found) => found.job.priority === 5);
  const { runAt } = before.job;
  expect(job).toMatchObject({ status: "Scheduled", runAt, waiting: { kind: "scheduled", runAt } });
  await system.verifyAll();
  for (const jobId of [planned, front]) await order(system, { kind: "cancel", jobId, reason: "seen" });
  await untilInboxIsEmpty(system);
  await system.verifyAll();
});

test("a paused key starts nothing until it is resumed", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const first = await system.submit({ type: "probe", payload: { stepMs: 5000 } });
  await system.until("running", first, ({ job }) => job.status === "Running");
  const second = await system.submit({ type: "probe" });
  await order(system, { kind: "pause", reason: "maintenance" });
  expect((await system.ended(first)).job.status).toBe("Completed");
  const markers = new Markers(system.storage);
  await eventually("the marker says so", async () =>
    (await markers.stopped(10)).some(({ stopped }) => stopped === "paused"),
  );
  const third = await system.submit({ type: "probe" });
  await system.until("waiting", third, ({ job }) => job.status === "Waiting");
  await eventually("the marker says so again", async () => (await markers.stopped(10)).length === 1);
  expect((await system.reader.findJob(second))?.job.status).toBe("Waiting");
  await order(system, { kind: "resume" });
  expect((await system.ended(second)).job.status).toBe("Completed");
  expect((await system.ended(third)).job.status).toBe("Completed");
  const statuses = (await system.ledger()).map(({ status }) => status);
  expect(statuses.indexOf("KeyPaused")).toBeLessThan(statuses.indexOf("KeyResumed"));
  await system.verifyAll();
});

test("under hold nothing passes a job that waits for its retry; under park the key stops when it is dead-lettered", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await order(system, { kind: "set-policy", policy: "park" });
  const failing = await system.submit({
    type: "demo",
    payload: { steps: 1, stepMs: 300, failAt: 1 },
    maxAttempts: 2,
    backoff: { initialMs: 800 },
  });
  await system.until("running", failing, ({ job }) => job.status === "Running");
  const next = await system.submit({ type: "probe" });
  expect((await system.ended(failing)).job.status).toBe("DeadLettered");
  const markers = new Markers(system.storage);
  await eventually("the key is parked", async () =>
    (await markers.stopped(10)).some(({ stopped }) => stopped === "parked"),
  );
  expect((await system.reader.findJob(next))?.job.status).toBe("Waiting");
  await order(system, { kind: "discard", jobId: failing, reason: "known" });
  expect((await system.reader.findJob(failing))?.job.status).toBe("Discarded");
  await order(system, { kind: "resume" });
  expect((await system.ended(next)).job.status).toBe("Completed");
  const started = (await system.ledger()).filter(({ status }) => status === "Started").map(({ jobId }) => jobId);
  expect(started).toEqual([failing, failing, next]);
  await system.verifyAll();
});

test("a dead-lettered job is replayed as a new one, with another payload if one is given", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const failed = await system.submit({
    type: "demo",
    payload: { steps: 1, stepMs: 1, failAt: 1 },
    maxAttempts: 1,
  });
  await system.ended(failed);
  const again = newJobId();
  expect((await order(system, { kind: "replay", jobId: failed, newJobId: again })).outcome).toEqual({
    kind: "done",
    newJobId: again,
  });
  expect((await system.ended(again)).job).toMatchObject({ status: "DeadLettered", replayOf: failed });
  const mended = newJobId();
  const payload = { steps: 1, stepMs: 1 };
  await order(system, { kind: "replay", jobId: again, newJobId: mended, payload });
  expect((await system.ended(mended)).job).toMatchObject({ status: "Completed", replayOf: again, payload });
  expect((await order(system, { kind: "replay", jobId: newJobId(), newJobId: newJobId() })).outcome).toEqual({
    kind: "unknown-job",
  });
  await system.verifyAll();
});

test("what makes no sense is refused with the reason", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const done = await system.submit({ type: "probe" });
  await system.ended(done);
  expect((await order(system, { kind: "cancel", jobId: done, reason: "late" })).outcome).toEqual({
    kind: "already-finished",
    status: "Completed",
  });
  expect((await order(system, { kind: "discard", jobId: done, reason: "late" })).outcome).toMatchObject({
    kind: "refused",
  });
  const running = await system.submit({ type: "probe", payload: { stepMs: 60_000 } });
  await system.until("running", running, ({ job }) => job.status === "Running");
  expect((await order(system, { kind: "set-priority", jobId: running, priority: 3 })).outcome).toEqual({
    kind: "refused",
    because: "the job is running",
  });
  await order(system, { kind: "cancel", jobId: running, reason: "enough" });
  await system.verifyAll();
});

async function untilInboxIsEmpty(system: TestSystem): Promise<void> {
  const inbox = new Inbox(system.storage);
  await eventually("the inbox to be empty", async () => {
    const { waiting, later, commands } = await inbox.firstRows(keyId("default", "default"), 100);
    return waiting.length + later.length + commands.length === 0;
  });
}
