import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";
import { eventually, setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";

/** A folder for job files where they find what they import. */
function jobsFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(cloneFolder, "packages/testing/jobs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "below"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const greet = `
  import { defineJob, NonRetryableError } from "@baton/sdk";
  import { z } from "zod";
  import { greeting } from "./below/greeting.ts";

  export const greet = defineJob({
    type: "greet",
    input: z.object({ name: z.string() }),
    run: ({ name }) => {
      if (name === "nobody") throw new NonRetryableError("There is nobody to greet");
      return greeting(name);
    },
  });
`;
const greeting = `export const greeting = (name: string) => "Hello, " + name;`;

test("a worker runs the jobs of JOBS_DIR beside those that ship, and leaves their tests and helpers alone", async () => {
  const system = await setup();
  const JOBS_DIR = jobsFolder({
    "greet.ts": greet,
    "greet.test.ts": 'throw new Error("not for workers")',
    "below/greeting.ts": greeting,
  });
  await system.startWorker("worker-1", { JOBS_DIR });
  const { job } = await system.ended(await system.submit({ type: "greet", payload: { name: "Ann" } }));
  expect(job).toMatchObject({ status: "Completed", result: "Hello, Ann" });
  const computed = await system.ended(await system.submit({ type: "compute", payload: { to: 100 } }));
  expect(computed.job).toMatchObject({ status: "Completed", result: { primes: 25, largestPrime: 97 } });
  const failed = await system.ended(await system.submit({ type: "greet", payload: { name: "nobody" } }));
  expect(failed.job.error).toMatchObject({ name: "NonRetryableError", retryable: false });
  await system.ledger();
});

test("a worker with a bad job file names it, and does not start again and again", async () => {
  const system = await setup();
  const JOBS_DIR = jobsFolder({ "broken.ts": "\nexport const broken = {" });
  const worker = system.app("worker-1", "apps/processor/src/main.ts", { WORKER_ID: "worker-1", JOBS_DIR });
  await eventually("the worker to give up", () => worker.exitCode !== null);
  expect(worker.exitCode).toBe(3);
  expect(worker.log).toContain(`The job file ${join(JOBS_DIR, "broken.ts")} cannot be loaded: line 2: SyntaxError`);
  expect(worker.log.match(/cannot be loaded/g)).toHaveLength(1);
});

test("a worker whose JOBS_DIR is not there says so", async () => {
  const system = await setup();
  const worker = system.app("worker-1", "apps/processor/src/main.ts", { JOBS_DIR: "no-such-folder" });
  await eventually("the worker to give up", () => worker.exitCode !== null);
  expect(worker.exitCode).toBe(3);
  expect(worker.log).toContain("JOBS_DIR: expected a folder with job files");
});
