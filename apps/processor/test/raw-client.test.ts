import { once } from "node:events";
import { brokerNames } from "@baton/broker";
import { JobClient, prepareJob } from "@baton/client";
import { type JobDetail, type JobSummary, jobRequestSchema } from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { connect, type Options } from "amqplib";
import { expect, test } from "vitest";

test("a message with nothing but the documented fields, from any AMQP client, is a job", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const fields = {
    jobId: "order-7",
    type: "probe",
    name: "Order 7",
    description: "From another program",
    payload: { steps: 2 },
    lockKey: "orders",
    priority: 5,
    tenantId: "acme",
    correlationId: "c-7",
    submittedBy: "warehouse",
    runAt: "2026-01-02T03:04:05+02:00",
    timeoutMs: 60_000,
  };
  await publish(system, JSON.stringify(fields), { deliveryMode: 2 });
  const { job } = await ended(system, ({ name }) => name === "Order 7");
  const { jobId: _jobId, runAt: _runAt, ...shown } = fields;
  expect(job).toMatchObject({ ...shown, status: "Completed", result: { steps: 2 } });
  await system.ledger("orders", "acme");
});

test("a message is recognised by its message_id alone: it runs once, and its coming again is on the record", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await publish(system, '{"type":"probe","payload":{"steps":1}}', { messageId: "m-1" });
  const { job } = await ended(system, ({ type }) => type === "probe");

  await publish(system, '{ "payload": { "steps": 1 }, "type": "probe" }', { messageId: "m-1" });
  const { events } = await system.until("the duplicate noted", job.jobId, (detail) =>
    detail.events.some(({ status }) => status === "DuplicateIgnored"),
  );
  expect(events.filter(({ status }) => status === "Started")).toHaveLength(1);
  expect(await system.reader.newestJobs(10)).toHaveLength(1);

  await publish(system, '{"type":"probe","payload":{"steps":2}}', { messageId: "m-1" });
  const [rejected] = await eventually("the rejection", async () => {
    const messages = await system.reader.rejectedMessages(5);
    return messages.length === 1 && messages;
  });
  expect(rejected?.reason).toBe(`The id "m-1" was used before for other content (job ${job.jobId})`);
  await system.ledger();
});

test("whom the broker has checked is who submitted a job, whatever the message says", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const message = (jobId: string) => JSON.stringify({ jobId, type: "probe", name: jobId, submittedBy: "admin" });
  const { username } = new URL(system.env["AMQP_URL"] ?? "");
  await publish(system, message("signed"), { userId: username });
  await publish(system, message("unsigned"), {});
  expect((await ended(system, ({ name }) => name === "signed")).job.submittedBy).toBe(username);
  expect((await ended(system, ({ name }) => name === "unsigned")).job.submittedBy).toBe("admin");
  expect(await refusalOf(system, message("forged"), { userId: "admin" })).toContain("user_id property set to 'admin'");

  const client = new JobClient(system.connection, { signed: true });
  await client.start();
  const { jobId } = await client.submit(prepareJob(jobRequestSchema.parse({ type: "probe", submittedBy: "admin" })));
  expect((await system.ended(jobId)).job.submittedBy).toBe(username);
  await system.ledger();
});

test("an id whose time is days off is taken, told in the log and on the record", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  // Its time is 2026-01-10.
  const jobId = "019ba533-e400-7000-8000-000000000001";
  await publish(system, JSON.stringify({ jobId, type: "probe" }));
  const { events } = await system.ended(jobId);
  expect(events[0]).toMatchObject({
    status: "Queued",
    message: expect.stringMatching(/^Queued; the time in its id is \d+ h behind$/),
    data: { clockOffHours: expect.any(Number) },
  });
  expect(worker.log).toContain("The time in a job's id is far off");
  await system.ledger();
});

/** As a program would that knows only the README. */
async function publish(system: TestSystem, body: string, properties: Options.Publish = {}): Promise<void> {
  const connection = await connect(system.env["AMQP_URL"] ?? "");
  const channel = await connection.createConfirmChannel();
  const { jobs } = brokerNames(system.namespace);
  channel.publish(jobs, jobs, Buffer.from(body), { persistent: true, ...properties });
  await channel.waitForConfirms();
  await connection.close();
}

/** What the broker says of a message that it does not take. */
async function refusalOf(system: TestSystem, body: string, properties: Options.Publish): Promise<string> {
  const connection = await connect(system.env["AMQP_URL"] ?? "");
  const channel = await connection.createConfirmChannel();
  const { jobs } = brokerNames(system.namespace);
  const refused = once(channel, "error");
  channel.publish(jobs, jobs, Buffer.from(body), properties);
  const [{ message }] = await refused;
  await connection.close();
  return message;
}

async function ended(system: TestSystem, isIt: (job: JobSummary) => boolean): Promise<JobDetail> {
  const job = await eventually("the job to be listed", async () => (await system.reader.newestJobs(10)).find(isIt));
  return system.ended(job.jobId);
}
