import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jobEventSchema, jobListSchema, lockDetailSchema, lockLineSchema } from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { startDashboard } from "../../dashboard/test/dashboard.ts";
import { baton, batonMain, batonWith } from "./baton-process.ts";

test("a job is submitted at the broker and followed to its end; the same again under its key is a duplicate", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const file = join(system.folder, "payload.json");
  writeFileSync(file, '{"steps":2}');
  const flags = ["submit", "probe", "-p", `@${file}`, "-k", "imports", "--idempotency-key", "day-1"];
  const first = await baton(system.env, ...flags, "--wait");
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toMatch(/^[0-9a-f-]{36} accepted\n/);
  for (const said of ["Started", "step 2", "Job finished successfully"]) expect(first.out).toContain(said);

  const again = await baton(system.env, ...flags, "--json");
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out)).toEqual({ jobId: first.out.slice(0, 36), outcome: "duplicate" });
  const other = await baton(system.env, "submit", "probe", "-k", "others", "--idempotency-key", "day-1");
  expect(other).toMatchObject({ code: 1, out: expect.stringContaining("conflict") });

  const failing = await batonWith(
    '{"failAttempts":1}',
    system.env,
    "submit",
    "probe",
    "-p",
    "-",
    "--max-attempts",
    "1",
    "-w",
  );
  expect(failing).toMatchObject({ code: 1, out: expect.stringContaining("DeadLettered") });
  const late = await baton(system.env, "submit", "probe", "--delay", "3600", "--wait", "--timeout", "1", "--json");
  expect(late.code).toBe(4);
  expect(
    late.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ outcome: "accepted" }, { ended: false }]);
});

test("nothing is sent to a broker that is away, and exit code 3 says so", async () => {
  const system = await setup();
  const env = { ...system.env, AMQP_URL: "amqp://127.0.0.1:1" };
  expect(await baton(env, "submit", "probe")).toMatchObject({
    code: 3,
    out: expect.stringContaining("nothing was sent"),
  });
});

test("jobs are listed page by page, a lock key is shown with its line, and a dashboard takes jobs, too", async () => {
  const system = await setup();
  const dashboard = await startDashboard(system);
  await dashboard.connected();
  await system.startWorker("worker-1");
  expect((await baton(system.env, "pause", "night", "--reason", "audit")).code).toBe(0);
  const at = ["--url", dashboard.url];
  const submitted = await baton(system.env, "submit", "probe", "-k", "night", "-n", "First", ...at);
  expect(submitted).toMatchObject({ code: 0, out: expect.stringContaining("accepted") });
  const second = await system.submit({ type: "probe", lockKey: "night", name: "Second", priority: 3 });
  await system.until("it waits", second, ({ job }) => job.waiting?.kind === "paused");
  const firstId = submitted.out.slice(0, 36);
  await system.until("it waits", firstId, ({ job }) => job.waiting?.kind === "paused");

  const list = async (...args: string[]) =>
    jobListSchema.parse(JSON.parse((await baton(system.env, "jobs", "--json", ...args)).out));
  const { jobs, cursor = "" } = await list("-k", "night", "-n", "1");
  expect(jobs.map(({ jobId }) => jobId)).toEqual([second]);
  expect((await list("-k", "night", "-n", "1", "--follow-up", cursor)).jobs.map(({ jobId }) => jobId)).toEqual([
    firstId,
  ]);
  expect((await baton(system.env, "jobs", "-s", "Completed")).out).toBe("No job was found.\n");

  const { lock, line } = JSON.parse((await baton(system.env, "locks", "night", "--json")).out);
  expect(lockDetailSchema.parse(lock)).toMatchObject({ waiting: 2, later: 0, paused: { reason: "audit" } });
  expect(lockLineSchema.parse(line).jobs.map(({ name }) => name)).toEqual(["Second", "First"]);
  const shown = await baton(system.env, "locks", "night");
  expect(shown.out).toMatch(/paused by .*: audit[\s\S]*2 due[\s\S]*Second[\s\S]*First/);

  const waiting = baton(system.env, "watch", "--job", firstId, ...at);
  expect((await baton(system.env, "resume", "night")).code).toBe(0);
  expect(await waiting).toMatchObject({ code: 0, out: expect.stringContaining("Job finished successfully") });
});

test("what happens is told as it happens, of one lock key alone, until it is stopped", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const watch = watching(system, "--key", "imports", "--json");
  await eventually("it to listen", () => watch.err.includes("Listening."));
  const other = await system.submit({ type: "probe", lockKey: "others" });
  await system.ended(other);
  const job = await system.submit({ type: "probe", lockKey: "imports" });
  await eventually("the end to be told", () => watch.out.includes("Job finished successfully"));
  expect(await watch.stop()).toBe(0);
  const events = watch.out
    .trim()
    .split("\n")
    .map((line) => jobEventSchema.parse(JSON.parse(line)));
  expect(new Set(events.map(({ lockKey }) => lockKey))).toEqual(new Set(["imports"]));
  expect(events.some(({ jobId, status }) => jobId === job && status === "Started")).toBe(true);

  const later = watching(system, "--job", await system.submit({ type: "probe", delayMs: 3_600_000 }));
  await eventually("its trail to be told", () => later.out.includes("Queued"));
  expect(await later.stop()).toBe(4);
});

/** A watch that runs until it is stopped as by Ctrl-C. */
function watching({ env }: TestSystem, ...args: string[]) {
  const child = spawn(process.execPath, [batonMain, "watch", ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = once(child, "close");
  const run = { out: "", err: "", stop };
  child.stdout.on("data", (data) => {
    run.out += data;
  });
  child.stderr.on("data", (data) => {
    run.err += data;
  });
  async function stop(): Promise<number> {
    child.kill("SIGINT");
    return (await closed)[0];
  }
  return run;
}
