import { brokerNames, countQueue } from "@baton/broker";
import { ownBroker, SwallowingProxy } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { JobClient, type SubmitOutcome, validateJob } from "../src/index.ts";
import { brokerUrl, connectTo, setup } from "./setup.ts";

test("while the broker is out of memory a job waits; in time it is accepted, else it was certainly not sent", async () => {
  const broker = await ownBroker();
  const connection = await connectTo(broker.address, "alarm");
  expect(await connection.ready(10_000)).toBe(true);
  const patient = new JobClient(connection, { waitMs: 60_000, confirmMs: 60_000 });
  const hasty = new JobClient(connection, { waitMs: 200, confirmMs: 200 });
  await Promise.all([patient.start(), hasty.start()]);

  await broker.control("set_vm_memory_high_watermark", "0.00001");
  // The broker says so at the first publication that it does not take any more.
  const sent: Promise<SubmitOutcome>[] = [];
  const blocked = () => connection.blockedReason !== undefined || void sent.push(patient.submit(demoJob()));
  await expect.poll(blocked, { timeout: 20_000, interval: 500 }).toBe(true);
  const waiting = patient.submit(demoJob());
  expect((await hasty.submit(demoJob())).kind).toBe("unavailable");

  await broker.control("set_vm_memory_high_watermark", "0.4");
  const outcomes = await Promise.all([...sent, waiting]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "accepted"));
  expect((await countQueue(connection, brokerNames("alarm").jobs)).messages).toBe(outcomes.length);
});

test("what a broker that does not keep up has no room for waits here; it is unavailable, and really was not sent", async () => {
  const { connection: direct, namespace } = await setup();
  const proxy = new SwallowingProxy(brokerUrl());
  const connection = await connectTo(await proxy.start(), namespace);
  onTestFinished(() => proxy.stop());
  expect(await connection.ready(10_000)).toBe(true);
  const client = new JobClient(connection, { waitMs: 500, confirmMs: 500, tries: 1 });
  await client.start();
  onTestFinished(() => client.stop());

  proxy.stall();
  const jobs = Array.from({ length: 3000 }, () => demoJob({ payload: "x".repeat(5000) }));
  const outcomes = await Promise.all(jobs.map((job) => client.submit(job)));
  const of = (kind: SubmitOutcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind);
  expect(of("unknown").length).toBeGreaterThan(1000);
  expect(of("unavailable").length).toBeGreaterThan(0);
  expect(of("unknown").length + of("unavailable").length).toBe(3000);

  proxy.goOn();
  const { jobs: queue } = brokerNames(namespace);
  await expect.poll(async () => (await countQueue(direct, queue)).messages).toBe(of("unknown").length);
  expect((await client.submit(demoJob())).kind).toBe("accepted");
});

function demoJob(fields: object = {}) {
  const validation = validateJob({ type: "demo", ...fields });
  if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
  return validation.job;
}
