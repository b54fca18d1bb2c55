import { execFile } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { documentedCommands } from "../../../scripts/docs/documented-commands.ts";
import { batonMain } from "./baton-process.ts";

/** Pages whose commands are run here one after another, as somebody would who reads on; `ID` stands for a job that fits. */
const pages = ["docs/getting-started.md", "docs/submitting.md", "docs/operating.md"];

/** Run in tests of their own, with what they need. */
const runElsewhere = ["new-job", "login", "logout", "whoami"];

const waiting = ["cancel", "priority", "front", "reschedule"];
const deadLettered = ["replay", "discard"];
/** Nobody has obeyed it within 5 s: an unlock waits for the end of the holder's own time. */
const pending = 4;

test("the commands of the documents do what they say", { timeout: 240_000 }, async () => {
  const system = await setup();
  await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1" });
  await prepare(system);
  const commands = documentedCommands()
    .filter(({ file, words }) => pages.includes(file) && words.slice(0, 3).join(" ") === "npm run baton")
    .map(({ file, words }) => ({ file, args: words.slice(4) }))
    .filter(({ args: [verb = ""] }) => !runElsewhere.includes(verb));
  expect(commands.length).toBeGreaterThan(20);
  for (const { file, args } of commands) {
    const given = await withJob(system, args);
    const { code, told } = await run(system, given);
    const expected = args[0] === "unlock" ? [0, pending] : [0];
    expect(expected, `${file}: ${args.join(" ")}\n${told}`).toContain(code);
  }
});

/** What the commands name: a job whose record is signed, files, and a lock that is held. */
async function prepare(system: TestSystem): Promise<void> {
  await system.ended(await system.submit({ type: "probe", lockKey: "books" }));
  await eventually("the record to be signed", async () => {
    const { younger, checkpoints } = await system.verifyAll();
    return younger.length === 0 && checkpoints.lines > 0;
  });
  copyFileSync(
    join(system.env["BATON_DATA_DIR"] ?? "", "keys/audit-public.pem"),
    join(system.folder, "audit-public.pem"),
  );
  writeFileSync(join(system.folder, "payload.json"), '{ "way": "throwNothing" }');
}

async function withJob(system: TestSystem, args: string[]): Promise<string[]> {
  const [verb = "", key = ""] = args;
  if (verb === "unlock") {
    const jobId = await system.submit({ type: "probe", lockKey: key, payload: { stepMs: 120_000 } });
    await system.until("it runs", jobId, ({ job }) => job.status === "Running");
  }
  if (!args.includes("ID")) return args;
  const jobId = await jobFor(system, verb);
  return args.map((word) => (word === "ID" ? jobId : word));
}

async function jobFor(system: TestSystem, verb: string): Promise<string> {
  if (waiting.includes(verb)) {
    const jobId = await system.submit({ type: "probe", lockKey: "later", delayMs: 3_600_000 });
    await system.until("it waits", jobId, ({ job }) => job.status === "Scheduled");
    return jobId;
  }
  const isDead = deadLettered.includes(verb);
  const request = isDead ? { type: "misbehave", payload: { way: "throwNothing" }, maxAttempts: 1 } : { type: "probe" };
  const jobId = await system.submit(request);
  const { job } = await system.ended(jobId);
  expect(job.status).toBe(isDead ? "DeadLettered" : "Completed");
  return jobId;
}

/** In the system's folder, where the files are that the commands name. */
function run(system: TestSystem, args: string[]): Promise<{ code: number; told: string }> {
  const env = { PATH: process.env["PATH"] ?? "", BATON_ENV_FILE: "none.env", ...system.env };
  return new Promise((resolve) => {
    execFile(process.execPath, [batonMain, ...args], { cwd: system.folder, env }, (err, stdout, stderr) => {
      resolve({ code: typeof err?.code === "number" ? err.code : err ? -1 : 0, told: stdout + stderr });
    });
  });
}
