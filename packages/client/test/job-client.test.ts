import { once } from "node:events";
import { createServer } from "node:net";
import { type BrokerConnection, brokerNames, countQueue } from "@baton/broker";
import { parseLossless } from "@baton/contracts";
import { SwallowingProxy } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { JobClient, type JobClientOptions, validateJob } from "../src/index.ts";
import { brokerUrl, connectTo, setup } from "./setup.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("an accepted job lies on the queue as JSON, with its id and trace", async () => {
  const { connection } = await setup();
  const client = await startClient(connection);
  const job = demoJob({ traceparent, payload: parseLossless('{"id":9007199254740993,"price":1.10}') });

  expect(await client.submit(job)).toEqual({ kind: "accepted", jobId: job.jobId });

  const message = await takeMessage(connection);
  expect(message.content.toString()).toContain('"payload":{"id":9007199254740993,"price":1.10}');
  expect(message.properties).toMatchObject({ messageId: job.jobId, headers: { traceparent }, deliveryMode: 2 });
});

test("a job that no queue takes is unroutable", async () => {
  const { connection, namespace } = await setup();
  const client = await startClient(connection);
  const channel = await connection.model?.createChannel();
  await channel?.deleteQueue(brokerNames(namespace).jobs);
  const job = demoJob();
  expect(await client.submit(job)).toEqual({ kind: "unroutable", jobId: job.jobId });
});

test("without a broker the answer is unavailable, within the time limit", async () => {
  const connection = await connectTo(`amqp://guest:guest@127.0.0.1:${await closedPort()}`, "nowhere");
  const client = await startClient(connection, { waitMs: 300 });
  const startedAt = performance.now();
  expect((await client.submit(demoJob())).kind).toBe("unavailable");
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test("a job whose confirm never comes is sent so many times and is then unknown; the broker may have it", async () => {
  const { connection: direct, namespace } = await setup();
  const { proxy, client, connection } = await clientThroughProxy(namespace, { confirmMs: 300, tries: 2 });
  proxy.swallowAnswers();
  const job = demoJob();
  expect(await client.submit(job)).toEqual({ kind: "unknown", jobId: job.jobId });
  await expect.poll(() => queued(direct)).toBe(2);
  // The teardown would wait for answers that are swallowed.
  await proxy.stop();
  await expect.poll(() => connection.model).toBeUndefined();
});

test("a job whose socket dies between publish and confirm is sent again with the same id, and accepted", async () => {
  const { connection: direct, namespace } = await setup();
  const { proxy, client } = await clientThroughProxy(namespace, { confirmMs: 30_000 });
  proxy.swallowAnswers();
  const job = demoJob();
  const outcome = client.submit(job);
  await expect.poll(() => queued(direct)).toBe(1);
  proxy.passAnswers();
  expect(await outcome).toEqual({ kind: "accepted", jobId: job.jobId });
  expect(await queued(direct)).toBe(2);
  const ids = [await takeMessage(direct), await takeMessage(direct)].map(({ properties }) => properties.messageId);
  expect(ids).toEqual([job.jobId, job.jobId]);
});

test("a job that was sent before the broker went for good is unknown, not unavailable", async () => {
  const { connection: direct, namespace } = await setup();
  const { proxy, client } = await clientThroughProxy(namespace, { confirmMs: 30_000, waitMs: 200 });
  proxy.swallowAnswers();
  const outcome = client.submit(demoJob());
  await expect.poll(() => queued(direct)).toBe(1);
  await proxy.stop();
  expect((await outcome).kind).toBe("unknown");
});

test("a client started without a broker delivers once there is one", async () => {
  const { namespace } = await setup();
  const proxy = new SwallowingProxy(brokerUrl());
  const url = await proxy.start();
  onTestFinished(() => proxy.stop());
  const client = await startClient(await connectTo(url, namespace));
  expect((await client.submit(demoJob())).kind).toBe("accepted");
});

async function startClient(connection: BrokerConnection, options: JobClientOptions = {}) {
  const client = new JobClient(connection, options);
  await client.start();
  onTestFinished(() => client.stop());
  return client;
}

async function clientThroughProxy(namespace: string, options: JobClientOptions) {
  const proxy = new SwallowingProxy(brokerUrl());
  const connection = await connectTo(await proxy.start(), namespace);
  onTestFinished(() => proxy.stop());
  expect(await connection.ready(10_000)).toBe(true);
  return { proxy, connection, client: await startClient(connection, options) };
}

async function queued(connection: BrokerConnection): Promise<number> {
  return (await countQueue(connection, brokerNames(connection.namespace).jobs)).messages;
}

function demoJob(fields: object = {}) {
  const validation = validateJob({ type: "demo", ...fields });
  if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
  return validation.job;
}

async function takeMessage(connection: BrokerConnection) {
  const channel = await connection.model?.createChannel();
  const message = await channel?.get(brokerNames(connection.namespace).jobs, { noAck: true });
  if (!message) throw new Error("The queue is empty");
  return message;
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  return address.port;
}
