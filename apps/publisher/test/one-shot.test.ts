import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokerNames } from "@baton/broker";
import { isJobId } from "@baton/contracts";
import { setup, type TestSystem, TraceCollector } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { publisher } from "./publisher-process.ts";

async function queuedJobs(system: TestSystem): Promise<string[]> {
  const bodies: string[] = [];
  const channel = await system.connection.model?.createChannel();
  for (;;) {
    const message = await channel?.get(brokerNames(system.namespace).jobs, { noAck: true });
    if (!message) break;
    bodies.push(message.content.toString());
  }
  await channel?.close();
  return bodies;
}

test("a job is accepted, a line tells its id, and what lies on the queue is what the flags say", async () => {
  const system = await setup();
  const flags = "--type demo --name Night --lock-key customer-a --priority 7 --tenant acme --correlation-id c-1";
  const run = await publisher(system.env, [...flags.split(" "), "--payload", '{"id":9007199254740993}']);
  expect(run).toMatchObject({ exitCode: 0, errors: "" });
  const [jobId = "", outcome] = run.lines[0]?.split(" ") ?? [];
  expect(isJobId(jobId)).toBe(true);
  expect(outcome).toBe("accepted");

  const [body = ""] = await queuedJobs(system);
  expect(body).toContain('"payload":{"id":9007199254740993}');
  expect(JSON.parse(body)).toMatchObject({
    jobId,
    type: "demo",
    name: "Night",
    lockKey: "customer-a",
    priority: 7,
    tenantId: "acme",
    correlationId: "c-1",
  });
});

test("a traced console begins the job's trace, and has told of it when it ends", async () => {
  const system = await setup();
  const collector = new TraceCollector();
  const endpoint = await collector.start();
  const run = await publisher({ ...system.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, ["--type", "demo"]);
  expect(run).toMatchObject({ exitCode: 0, errors: "" });
  const [published] = collector.named(`publish ${brokerNames(system.namespace).jobs}`);
  const [body = ""] = await queuedJobs(system);
  expect(JSON.parse(body).traceparent).toBe(`00-${published?.traceId}-${published?.spanId}-01`);
});

test("a count gives that many jobs, in the order of their ids, as JSON if asked", async () => {
  const system = await setup();
  const run = await publisher(system.env, ["--type", "demo", "--count", "500", "--json"]);
  expect(run.exitCode).toBe(0);
  const submissions = run.lines.map((line) => JSON.parse(line));
  expect(submissions.every(({ kind, outcome }) => kind === "submission" && outcome === "accepted")).toBe(true);
  const queued = (await queuedJobs(system)).map((body) => JSON.parse(body).jobId);
  expect(queued).toEqual(submissions.map(({ jobId }) => jobId).toSorted());
  expect(new Set(queued).size).toBe(500);
});

test("a payload may come from a file or from standard input", async () => {
  const system = await setup();
  const folder = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "job.json"), '{"steps":3}');
  await publisher(system.env, ["--type", "demo", "--payload", `@${join(folder, "job.json")}`]);
  await publisher(system.env, ["--type", "demo", "--payload", "@-"], '{"steps":4}');
  const payloads = (await queuedJobs(system)).map((body) => JSON.parse(body).payload);
  expect(payloads).toEqual([{ steps: 3 }, { steps: 4 }]);
});

test("--wait follows jobs to their end, and the exit code tells how they ended", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const payload = '{"steps":3,"stepMs":20}';
  const completed = await publisher(system.env, ["--type", "demo", "--payload", payload, "--count", "2", "--wait"]);
  expect(completed.exitCode).toBe(0);
  const text = completed.lines.join("\n");
  expect(text.match(/ Completed: Job finished successfully/g)?.length).toBe(2);
  expect(text).toContain(" Started: Job processing initiated");
  expect(text).toContain(" Step: Processing step 2/3 - File processing");

  const failing = '{"steps":3,"stepMs":20,"failAt":2}';
  const failed = await publisher(system.env, ["--type", "demo", "--payload", failing, "--wait", "--json"]);
  expect(failed.exitCode).toBe(1);
  const events = failed.lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "event");
  expect(events.map(({ status }) => status)).toEqual(expect.arrayContaining(["Started", "Failed", "DeadLettered"]));
  expect(events.find(({ status }) => status === "Failed").message).toMatch(/^Processing error: step 2\/3/);
});

test("without a processor --wait ends at its time limit and says where the job stands", async () => {
  const system = await setup();
  const run = await publisher(system.env, ["--type", "demo", "--wait", "--timeout", "1"]);
  expect(run.exitCode).toBe(4);
  expect(run.lines.at(-1)).toMatch(/ still Submitted at the time limit$/);
});

test("an end that no live event told is found in the record", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "demo", payload: { steps: 1, stepMs: 0 } });
  await system.ended(jobId);
  // The job is over before anyone listens, and the same id again runs nothing.
  const run = await publisher(system.env, ["--type", "demo", "--job-id", jobId, "--wait", "--timeout", "60"]);
  expect(run.exitCode).toBe(0);
  expect(run.lines.join("\n")).toContain("Completed: Job finished successfully");
});

test("the same job under one idempotency key is one job, which --wait follows to its end", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const flags = ["--type", "demo", "--payload", '{"steps":1,"stepMs":1}', "--idempotency-key", "night-1"];
  const first = await publisher(system.env, flags);
  const [jobId, outcome] = first.lines[0]?.split(" ") ?? [];
  expect({ exitCode: first.exitCode, outcome }).toEqual({ exitCode: 0, outcome: "accepted" });

  const again = await publisher(system.env, [...flags, "--wait", "--timeout", "60"]);
  expect(again.exitCode).toBe(0);
  expect(again.lines[0]).toBe(`${jobId} duplicate: this job was submitted before under this idempotency key`);
  expect(again.lines.join("\n")).toContain(`${jobId} Completed`);

  const other = await publisher(system.env, ["--type", "probe", "--idempotency-key", "night-1"]);
  expect(other.exitCode).toBe(3);
  expect(other.lines[0]).toMatch(new RegExp(`^${jobId} conflict: `));
});

test("without its storage an idempotency key is told as such, and nothing is sent", async () => {
  const system = await setup();
  const { AZURE_STORAGE_CONNECTION_STRING: address = "", ...env } = system.env;
  const flags = ["--type", "demo", "--idempotency-key", "night-1"];
  const unset = await publisher({ ...env, AZURE_STORAGE_CONNECTION_STRING: "" }, flags);
  expect(unset).toMatchObject({ exitCode: 2, lines: [] });
  expect(unset.errors).toContain("expected AZURE_STORAGE_CONNECTION_STRING");
  const elsewhere = address.replace(/TableEndpoint=[^;]+/, "TableEndpoint=http://127.0.0.1:1/devstoreaccount1");
  const away = await publisher({ ...env, AZURE_STORAGE_CONNECTION_STRING: elsewhere }, flags);
  expect(away.exitCode).toBe(3);
  expect(away.lines[0]).toMatch(/^unavailable: nothing was sent, the storage that keeps the keys/);
  expect(await queuedJobs(system)).toEqual([]);
});

test("the jobs of a file are submitted, or none of them when a line is wrong", async () => {
  const system = await setup();
  const lines = Array.from({ length: 450 }, (_, at) => JSON.stringify({ type: "demo", name: `Job ${at}` }));
  const run = await publisher(system.env, ["--from-file", "-"], lines.join("\n"));
  expect(run.exitCode).toBe(0);
  expect(run.lines).toHaveLength(450);
  expect((await queuedJobs(system)).map((body) => JSON.parse(body).name)).toEqual(lines.map((_, at) => `Job ${at}`));

  const wrong = await publisher(system.env, ["--from-file", "-"], '{"type":"demo"}\n{"type":"demo","lockkey":"k"}');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.errors).toContain("job 2 of 2");
  expect(await queuedJobs(system)).toEqual([]);
});

test("a broker that is not there is told as unavailable, and the rest is not sent", async () => {
  const system = await setup();
  const env = { ...system.env, AMQP_URL: "amqp://guest:guest@127.0.0.1:1" };
  const run = await publisher(env, ["--type", "demo", "--count", "201"]);
  expect(run.exitCode).toBe(3);
  expect(run.lines[0]).toMatch(/ unavailable: nothing was sent/);
  expect(run.lines.at(-1)).toBe("1 more were not sent");
});

test.each([
  [["--typo"], "unknown option '--typo'"],
  [["--type", "de mo"], "type: expected letters, digits, dot, dash or underscore"],
  [["--type", "demo", "--payload", "nope"], "--payload: expected JSON"],
  [[], "expected --type"],
])("wrong usage %j exits with 2 and says what was expected", async (args, message) => {
  const run = await publisher({ AMQP_URL: "amqp://127.0.0.1:1", BATON_ENV_FILE: "none.env" }, args);
  expect(run).toMatchObject({ exitCode: 2, lines: [] });
  expect(run.errors).toContain(message);
});

test("wrong settings exit with 2, and a secret is not repeated", async () => {
  const env = { AMQP_URL: "http://user:secret@host", BATON_NAMESPACE: "Upper", BATON_ENV_FILE: "none.env" };
  const run = await publisher(env, ["--type", "demo"]);
  expect(run.exitCode).toBe(2);
  expect(run.errors).toContain("AMQP_URL: expected amqp://");
  expect(run.errors).toContain("BATON_NAMESPACE: expected 1 to 24 lower-case letters");
  expect(run.errors).not.toContain("secret");
});

test("help goes to standard output and exits with 0", async () => {
  const run = await publisher({}, ["--help"]);
  expect(run).toMatchObject({ exitCode: 0, errors: "" });
  expect(run.lines.join("\n")).toContain("Exit codes:");
});
