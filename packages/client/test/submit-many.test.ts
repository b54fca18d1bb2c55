import { brokerNames, countQueue } from "@baton/broker";
import { SwallowingProxy } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { JobClient, validateJob } from "../src/index.ts";
import { brokerUrl, connectTo, setup } from "./setup.ts";

test("each of many jobs is answered, in their order, which is that of their ids", async () => {
  const { connection, namespace } = await setup();
  const client = await startClient(connection);
  const jobs = demoJobs(3000);
  const answers = await Array.fromAsync(client.submitMany(jobs, { maxInFlight: 100 }));
  expect(answers).toEqual(jobs.map(({ jobId }) => ({ kind: "accepted", jobId })));
  expect(jobs.map(({ jobId }) => jobId)).toEqual(jobs.map(({ jobId }) => jobId).toSorted());
  await expect.poll(async () => (await countQueue(connection, brokerNames(namespace).jobs)).messages).toBe(3000);
});

test("no more jobs are taken than may be under way, and a slow source does not delay answers", async () => {
  const { connection } = await setup();
  const client = await startClient(connection);
  let taken = 0;
  const second = Promise.withResolvers<void>();
  const source = async function* () {
    for (const job of demoJobs(4)) {
      taken += 1;
      yield job;
      if (taken === 2) await second.promise;
    }
  };
  const answers = client.submitMany(source(), { maxInFlight: 2 });
  for (let at = 0; at < 2; at += 1) expect((await answers.next()).value).toMatchObject({ kind: "accepted" });
  expect(taken).toBe(2);
  second.resolve();
  // The second answer was read, but nobody has asked for another one yet.
  await expect.poll(() => taken).toBe(3);
  expect(await Array.fromAsync(answers)).toHaveLength(2);
  expect(taken).toBe(4);
});

test("a source that fails does so after the answers to what came before", async () => {
  const { connection } = await setup();
  const client = await startClient(connection);
  const source = function* () {
    yield* demoJobs(2);
    throw new Error("line 3 is no job");
  };
  const kinds: string[] = [];
  const reading = async () => {
    for await (const { kind } of client.submitMany(source())) kinds.push(kind);
  };
  await expect(reading()).rejects.toThrow("line 3 is no job");
  expect(kinds).toEqual(["accepted", "accepted"]);
});

test("when the connection breaks in the middle every job is answered, and those unconfirmed are sent again", async () => {
  const { connection: direct, namespace } = await setup();
  const proxy = new SwallowingProxy(brokerUrl());
  const connection = await connectTo(await proxy.start(), namespace);
  onTestFinished(() => proxy.stop());
  expect(await connection.ready(10_000)).toBe(true);
  const client = await startClient(connection);
  const jobs = demoJobs(1000);
  proxy.swallowAnswers();
  const answers = Array.fromAsync(client.submitMany(jobs));
  const queue = brokerNames(namespace).jobs;
  await expect.poll(async () => (await countQueue(direct, queue)).messages).toBeGreaterThan(100);
  proxy.passAnswers();
  expect(await answers).toEqual(jobs.map(({ jobId }) => ({ kind: "accepted", jobId })));
  expect((await countQueue(direct, queue)).messages).toBeGreaterThan(1000);
});

async function startClient(connection: ConstructorParameters<typeof JobClient>[0]) {
  const client = new JobClient(connection);
  await client.start();
  onTestFinished(() => client.stop());
  return client;
}

function demoJobs(count: number) {
  return Array.from({ length: count }, () => {
    const validation = validateJob({ type: "demo" });
    if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
    return validation.job;
  });
}
