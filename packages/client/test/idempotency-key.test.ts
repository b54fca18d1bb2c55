import { brokerNames, countQueue } from "@baton/broker";
import { JobKeys } from "@baton/store";
import { setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { JobClient, validateJob } from "../src/index.ts";

test("under a key whose first submitter got no further, the job is sent under the id that the key stands for", async () => {
  const { client, keys, queued } = await start();
  const { jobId } = await keys.claim(probeJob(), "night-1");
  expect(await client.submit(probeJob(), { idempotencyKey: "night-1" })).toEqual({ kind: "duplicate", jobId });
  expect(await queued()).toBe(1);
});

test("the first submission under a key is accepted with its own id, another job is a conflict and is not sent", async () => {
  const { client, queued } = await start();
  const job = probeJob();
  const { jobId } = job;
  expect(await client.submit(job, { idempotencyKey: "k" })).toEqual({ kind: "accepted", jobId });
  const other = await client.submit(probeJob({ lockKey: "other" }), { idempotencyKey: "k" });
  expect(other).toEqual({ kind: "conflict", jobId });
  expect(await queued()).toBe(1);
});

async function start() {
  const { connection, storage, namespace } = await setup();
  const keys = new JobKeys(storage);
  const client = new JobClient(connection, { keys });
  await client.start();
  onTestFinished(() => client.stop());
  const queued = async () => (await countQueue(connection, brokerNames(namespace).jobs)).messages;
  return { client, keys, queued };
}

function probeJob(fields: object = {}) {
  const validation = validateJob({ type: "probe", ...fields });
  if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
  return validation.job;
}
