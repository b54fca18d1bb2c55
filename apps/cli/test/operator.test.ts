import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  commandAnswerSchema,
  commandViewSchema,
  deadLetterListSchema,
  jobDetailSchema,
  lockListSchema,
  newJobId,
} from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { baton } from "./baton-process.ts";

const long = { type: "probe", payload: { steps: 1, stepMs: 60_000 } };

test("a running job is shown, and cancelled with who and why on the record", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = await system.submit({ ...long, jobId: "order-7" });
  await eventually("it to run", async () => (await ask(system, "job", "order-7")).out.includes("Running"));
  expect(await ask(system, "cancel", "order-7", "--reason", "not needed")).toEqual({
    code: 0,
    out: "Done: the job is Cancelled.\n",
    err: "",
  });
  const shown = await ask(system, "job", jobId, "--json");
  const { events } = jobDetailSchema.parse(JSON.parse(shown.out));
  expect(events.at(-1)).toMatchObject({ status: "Cancelled", message: expect.stringContaining("not needed") });

  const again = await ask(system, "cancel", jobId, "--reason", "again");
  expect(again).toMatchObject({ code: 1, out: expect.stringContaining("it is Cancelled") });
  const unknown = await ask(system, "cancel", newJobId(), "--reason", "x");
  expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining("No job") });
  expect(await ask(system, "job", newJobId())).toMatchObject({ code: 1 });
});

test("a paused key is listed; its line is ordered anew and runs when it is resumed", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const key = { lockKey: "night", tenantId: "acme" };
  expect((await ask(system, "pause", "night", "--tenant", "acme", "--reason", "audit")).code).toBe(0);
  const jobs = [await system.submit({ type: "probe", ...key }), await system.submit({ type: "probe", ...key })];
  const [first = "", second = ""] = jobs;
  const { job } = await system.until("it waits", second, ({ job: { waiting } }) => waiting?.kind === "paused");
  expect(job.waiting).toMatchObject({ reason: "audit", ahead: 1 });
  const { locks } = lockListSchema.parse(JSON.parse((await ask(system, "locks", "--json")).out));
  expect(locks).toMatchObject([{ ...key, paused: { reason: "audit" } }]);
  expect((await ask(system, "locks")).out).toContain("audit");

  expect((await ask(system, "front", second)).code).toBe(0);
  const answer = await ask(system, "priority", first, "3", "--json");
  const { commandId } = commandAnswerSchema.parse(JSON.parse(answer.out));
  const command = await ask(system, "command", commandId, "--json");
  expect(commandViewSchema.parse(JSON.parse(command.out))).toMatchObject({ kind: "set-priority", jobId: first });
  expect((await ask(system, "resume", "night", "--tenant", "acme")).code).toBe(0);
  await Promise.all(jobs.map((jobId) => system.ended(jobId)));
  const started = (await system.ledger("night", "acme")).filter(({ status }) => status === "Started");
  expect(started.map(({ jobId }) => jobId)).toEqual([second, first]);
});

test("a dead letter is listed, replayed with a payload of a file, and discarded", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "misbehave", payload: { way: "throwAtLength" }, maxAttempts: 1 });
  await system.ended(jobId);
  await eventually("it to be listed", async () => (await ask(system, "dead-letters")).out.includes(jobId));

  const file = join(system.folder, "payload.json");
  writeFileSync(file, '{ "way": "loop", "id": 9007199254740993 }');
  const replay = await ask(system, "replay", jobId, "--payload", file, "--json");
  const { newJobId: replayed = "" } = commandAnswerSchema.parse(JSON.parse(replay.out));
  await system.until("it runs", replayed, ({ job }) => job.status === "Running");
  expect((await ask(system, "job", replayed, "--json")).out).toContain("9007199254740993");
  expect((await ask(system, "cancel", replayed, "--reason", "enough")).code).toBe(0);

  expect((await ask(system, "discard", jobId, "--reason", "seen")).code).toBe(0);
  await eventually("it to be off the list", async () => {
    const { out } = await ask(system, "dead-letters", "--json");
    return deadLetterListSchema.parse(JSON.parse(out)).jobs.length === 0;
  });
});

test("without worker and broker a command is left, and exit code 4 says that nobody has obeyed it", async () => {
  const system = await setup();
  const { AMQP_URL: _broker, ...env } = system.env;
  const given = await baton(env, "pause", "night", "--reason", "audit");
  expect(given).toMatchObject({ code: 4, out: expect.stringContaining("not obeyed within 5 s") });
  const commandId = /command ([0-9a-f-]{36})/.exec(given.out)?.[1] ?? "";
  expect((await baton(env, "command", commandId)).out).toContain("Not obeyed yet.");
  await system.startWorker("worker-1");
  await eventually("a worker to obey it", async () => (await baton(env, "command", commandId)).out.includes("Done."));
  expect(await baton(env, "unlock", "never-held", "--reason", "x")).toMatchObject({ code: 1 });
});

function ask(system: TestSystem, ...args: string[]) {
  return baton(system.env, ...args);
}
