import { brokerNames } from "@baton/broker";
import { limits, newJobId } from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

test("what cannot be read goes to the rejected queue with the reason, and the worker stays up", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const names = brokerNames(system.namespace);
  await sendRaw(system, Buffer.from([0xff, 0x00, 0xfe, 0x81]));
  await sendRaw(system, Buffer.from(JSON.stringify({ type: 7, lockKey: "" })));
  await sendRaw(system, Buffer.alloc(5 * 1024 * 1024, "x"));

  const channel = await openChannel(system);
  await eventually(
    "three rejected messages",
    async () => (await channel.checkQueue(names.rejected)).messageCount === 3,
  );
  const reasons: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    const message = await channel.get(names.rejected);
    if (message) reasons.push(String(message.properties.headers?.["x-baton-reason"]));
  }
  expect(reasons).toEqual(
    expect.arrayContaining([
      "The message is not UTF-8 text",
      expect.stringMatching(/^The message is no job: type: .*; lockKey: /),
      `The message has 5242880 bytes; ${limits.messageBytes} are allowed`,
    ]),
  );
  const shown = await system.reader.rejectedMessages(10);
  expect(shown.map((message) => message.reason).toSorted()).toEqual(reasons.toSorted());

  expect(worker.exitCode).toBeNull();
  const jobId = await system.submit({ type: "probe" });
  expect((await system.ended(jobId)).job.status).toBe("Completed");
});

test("a message with thousands of unknown fields is rejected with a bounded reason, and stops nobody", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`field${at}`, 1]));
  await sendRaw(system, Buffer.from(JSON.stringify({ type: "probe", ...fields })), "too-much");
  const jobId = await system.submit({ type: "probe" });
  expect((await system.ended(jobId)).job.status).toBe("Completed");
  const [rejected] = await eventually("the rejection", async () => {
    const messages = await system.reader.rejectedMessages(5);
    return messages.length === 1 && messages;
  });
  expect(rejected?.reason).toContain("field0");
});

test("a payload of 1 MiB, a lock key of odd characters and the id of a raw client work", async () => {
  const system = await setup();
  await system.startWorker("worker-1");

  const text = "ü".repeat((limits.payloadBytes - '{"text":"","steps":0}'.length) / 2);
  const large = await system.submit({ type: "probe", payload: { text, steps: 0 } as never });
  const odd = `../a\\b#c?d%e'f"g h;🚆é|{}[]<>~.:`;
  const oddly = await system.submit({ type: "probe", lockKey: odd });
  const uuidV4 = "5b1c2a3e-7f7d-4e07-9a6b-0d5d0f2b6f11";
  await sendRaw(
    system,
    Buffer.from(`{"jobId":"${uuidV4}","type":"probe","payload":{"steps":1,"big":9007199254740993}}`),
  );
  await sendRaw(system, Buffer.from(JSON.stringify({ type: "probe", lockKey: "by-message-id" })), "order-77");

  const done = await system.ended(large);
  expect(done.job.status).toBe("Completed");
  expect((done.job.payload as { text: string }).text).toBe(text);
  const other = await system.ended(oddly);
  expect(other.job).toMatchObject({ status: "Completed", lockKey: odd.normalize("NFC") });
  await system.ledger(odd);
  const mapped = await system.ended(uuidV4);
  expect(mapped.job.status).toBe("Completed");
  expect(mapped.job.jobId).not.toBe(uuidV4);
  expect(JSON.stringify(mapped.job.payload)).toBe('{"steps":1,"big":9007199254740993}');
  await eventually("the job that was known by its message id", async () =>
    (await system.reader.newestJobs(10)).some((job) => job.lockKey === "by-message-id" && job.status === "Completed"),
  );
});

test("a message that comes again after its job has ended is recorded as a duplicate and runs nothing", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const message = Buffer.from(JSON.stringify({ jobId: newJobId(), type: "probe" }));
  const { jobId } = JSON.parse(message.toString()) as { jobId: string };
  await sendRaw(system, message);
  await system.ended(jobId);
  await sendRaw(system, message);
  const { job, events } = await system.until("the duplicate noted", jobId, (detail) =>
    detail.events.some((event) => event.status === "DuplicateIgnored"),
  );
  expect(job.attempts).toBe(1);
  expect(events.filter((event) => event.status === "Completed")).toHaveLength(1);
  await system.ledger();
});

test("a message that comes again while its job runs is recorded as a duplicate after the job's end", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = newJobId();
  const message = Buffer.from(JSON.stringify({ jobId, type: "probe", payload: { steps: 10, stepMs: 100 } }));
  await sendRaw(system, message);
  await system.until("running", jobId, ({ job }) => job.status === "Running");
  await sendRaw(system, message);
  const { job, events } = await system.until("the duplicate noted", jobId, (detail) =>
    detail.events.some((event) => event.status === "DuplicateIgnored"),
  );
  expect(job).toMatchObject({ status: "Completed", attempts: 1 });
  expect(events.map((event) => event.status).slice(-2)).toEqual(["Completed", "DuplicateIgnored"]);
  await system.ledger();
});

test("a failing job is recorded as failed and dead-lettered with its error, and the next one runs", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const failing = await system.submit({ type: "demo", payload: { steps: 3, stepMs: 1, failAt: 2 }, maxAttempts: 1 });
  const misfit = await system.submit({ type: "demo", payload: { steps: "many" } });
  const next = await system.submit({ type: "probe" });

  const failed = await system.ended(failing);
  expect(failed.job).toMatchObject({ status: "DeadLettered", error: { message: expect.stringContaining("step 2/3") } });
  expect(failed.events.map((event) => event.status).slice(-2)).toEqual(["Failed", "DeadLettered"]);
  expect(failed.events.at(-2)?.message).toMatch(/^Processing error: /);
  expect((await system.ended(misfit)).job).toMatchObject({
    status: "DeadLettered",
    error: { message: expect.stringContaining("The payload does not fit: steps") },
  });
  expect((await system.ended(next)).job.status).toBe("Completed");
});

test("a job of a type that no worker knows waits and says so, while others of its key go on", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const unknown = await system.submit({ type: "no-such-type" });
  const known = await system.submit({ type: "probe" });
  expect((await system.ended(known)).job.status).toBe("Completed");
  const { job } = await system.until(
    "waiting for its type",
    unknown,
    (detail) => detail.job.waiting?.kind === "unknown-type",
  );
  expect(job).toMatchObject({ status: "Waiting", waiting: { kind: "unknown-type", type: "no-such-type" } });
  await eventually("the history to say so", async () =>
    (await system.reader.newestEvents(20)).some(
      (event) => event.jobId === unknown && event.message === 'Waiting: no worker knows the job type "no-such-type"',
    ),
  );
});

test("a job for later starts when its time has come, not before", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const runAt = new Date(Date.now() + 3000);
  const jobId = await system.submit({ type: "probe", runAt: runAt.toISOString() });
  const waiting = await system.until("shown as scheduled", jobId, ({ job }) => job.status === "Scheduled");
  expect(waiting.job.waiting).toEqual({ kind: "scheduled", runAt: runAt.toISOString() });
  const { job } = await system.ended(jobId);
  expect(new Date(job.startedAt ?? 0).getTime()).toBeGreaterThanOrEqual(runAt.getTime());
});

async function sendRaw(system: TestSystem, body: Buffer, messageId?: string): Promise<void> {
  const names = brokerNames(system.namespace);
  const channel = await openChannel(system);
  channel.publish(names.jobs, names.jobs, body, { persistent: true, ...(messageId ? { messageId } : {}) });
  await channel.close();
}

async function openChannel(system: TestSystem) {
  const channel = await system.connection.model?.createChannel();
  if (!channel) throw new Error("not connected");
  return channel;
}
