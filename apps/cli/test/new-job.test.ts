import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { cloneFolder } from "@baton/runtime";
import { setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { baton } from "./baton-process.ts";

/** A folder for job files where they find what they import. */
function jobsFolder(): string {
  const folder = mkdtempSync(join(cloneFolder, "packages/testing/jobs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A tool of this clone, run as its scripts run it. @throws when it finds something. */
function tool(script: string, args: string[], env: Record<string, string> = {}): string {
  const command = [join(cloneFolder, "node_modules", script), ...args];
  return execFileSync(process.execPath, command, {
    cwd: cloneFolder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", VITEST: "", ...env },
  });
}

test("a new job and its test are written, and the test passes as it is", async () => {
  const JOBS_DIR = join(jobsFolder(), "own");
  const { code, out, err } = await baton({ JOBS_DIR }, "new-job", "settle-day");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`own/settle-day.ts and its test`);
  expect(out).toContain("npm run publisher -- --type settle-day --payload");
  expect(readdirSync(JOBS_DIR).sort()).toEqual(["settle-day.test.ts", "settle-day.ts"]);
  expect(readFileSync(join(JOBS_DIR, "settle-day.ts"), "utf8")).toContain("export const settleDayJob = defineJob({");

  const told = tool("vitest/vitest.mjs", ["run", "--project", "jobs"], { JOBS_DIR });
  expect(told).toMatch(/Tests +5 passed \(5\)/);
});

test.each(["x", "a".repeat(40)])("what is written for %s has the format of this code", async (name) => {
  const JOBS_DIR = jobsFolder();
  expect(await baton({ JOBS_DIR }, "new-job", name)).toMatchObject({ code: 0 });
  tool("@biomejs/biome/bin/biome", ["format", "--vcs-use-ignore-file=false", relative(cloneFolder, JOBS_DIR)]);
});

test("a worker runs the new job", async () => {
  const JOBS_DIR = jobsFolder();
  await baton({ JOBS_DIR }, "new-job", "settle-day");
  const system = await setup();
  await system.startWorker("worker-1", { JOBS_DIR });
  const jobId = await system.submit({ type: "settle-day", payload: { items: ["one", "two"] } });
  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Completed", result: { handled: 2, characters: 6 } });
  expect(events.filter(({ status }) => status === "Step")).toHaveLength(2);
});

test("nothing is overwritten, not even a test without its job", async () => {
  const JOBS_DIR = jobsFolder();
  await baton({ JOBS_DIR }, "new-job", "settle-day");
  rmSync(join(JOBS_DIR, "settle-day.ts"));
  const again = await baton({ JOBS_DIR }, "new-job", "settle-day");
  expect(again).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("settle-day.test.ts is there already"),
  });
  expect(readdirSync(JOBS_DIR)).toEqual(["settle-day.test.ts"]);
});

test.each([
  ["Settle Day", "expected a name like settle-day"],
  ["../settle", "expected a name like settle-day"],
  ["email", "ships with Baton"],
])("the name %j is wrong usage", async (name, message) => {
  const JOBS_DIR = jobsFolder();
  const { code, err } = await baton({ JOBS_DIR }, "new-job", name);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(readdirSync(JOBS_DIR)).toEqual([]);
});

test("a folder where a job file would not find what it imports is refused", async () => {
  const { code, err } = await baton({ JOBS_DIR: "/tmp/no-such-clone" }, "new-job", "settle-day");
  expect(code).toBe(2);
  expect(err).toContain("JOBS_DIR: expected a folder in");
});
