import { once } from "node:events";
import { createServer } from "node:net";
import { brokerNames, countQueue } from "@baton/broker";
import { parseLossless } from "@baton/contracts";
import { SwallowingProxy } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { JobClient, validateJob } from "../src/index.ts";
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
  const client = await startClient(connection, 300);
  const startedAt = performance.now();
  expect((await client.submit(demoJob())).kind).toBe("unavailable");
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test("a job whose confirm never comes is unknown, and the broker may have it", async () => {
  const { connection: direct, namespace } = await setup();
  const { proxy, client, connection } = await clientThroughProxy(namespace);
  proxy.swallowAnswers();
  expect((await client.submit(demoJob())).kind).toBe("unknown");
  await expect.poll(async () => (await countQueue(direct, brokerNames(namespace).jobs)).messages).toBe(1);
  // The teardown would wait for answers that are swallowed.
  await proxy.stop();
  await expect.poll(() => connection.model).toBeUndefined();
});

test("a job whose connection breaks before the confirm is unknown", async () => {
  const { connection: direct, namespace } = await setup();
  const { proxy, client } = await clientThroughProxy(namespace, 30_000);
  proxy.swallowAnswers();
  const outcome = client.submit(demoJob());
  await expect.poll(async () => (await countQueue(direct, brokerNames(namespace).jobs)).messages).toBe(1);
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

async function startClient(connection: ConstructorParameters<typeof JobClient>[0], timeLimitMs = 5000) {
  const client = new JobClient(connection, { timeLimitMs });
  await client.start();
  onTestFinished(() => client.stop());
  return client;
}

async function clientThroughProxy(namespace: string, timeLimitMs = 500) {
  const proxy = new SwallowingProxy(brokerUrl());
  const connection = await connectTo(await proxy.start(), namespace);
  onTestFinished(() => proxy.stop());
  expect(await connection.ready(10_000)).toBe(true);
  return { proxy, connection, client: await startClient(connection, timeLimitMs) };
}

function demoJob(fields: object = {}) {
  const validation = validateJob({ type: "demo", ...fields });
  if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
  return validation.job;
}

async function takeMessage(connection: ConstructorParameters<typeof JobClient>[0]) {
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
