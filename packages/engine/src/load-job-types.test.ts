import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createLogger } from "@baton/runtime";
import { expect, onTestFinished, test } from "vitest";
import { AttemptThreads } from "./attempt-threads.ts";
import { JobModuleError } from "./job-module-error.ts";

/** Loads files by these names and contents as a worker does: in a job thread. */
async function load(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "baton jobs "));
  const modules = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return pathToFileURL(join(folder, name)).href;
  });
  const logger = createLogger({ level: "silent", base: { app: "test" }, readable: false });
  const threads = new AttemptThreads({ modules, size: 1, maxOldGenerationMb: 64, onStuck: () => undefined, logger });
  onTestFinished(async () => {
    await threads.stop();
    rmSync(folder, { recursive: true });
  });
  const started = await threads.start().then(
    () => undefined,
    (err: unknown) => err,
  );
  return { folder, started, types: [...threads.types.keys()] };
}

const job = (type: string, rest = "") => `{ type: "${type}", input: { safeParse() {} }, run() {}, ${rest} }`;
const sdk = import.meta.resolve("@baton/sdk");

test("what modules export and defineJob would return is a job, whatever else they export", async () => {
  const { types, started } = await load({
    "a.mjs": `export const a = ${job("a")}; export const b = ${job("b", "timeoutMs: 1000")}; export const limit = 3;`,
    "c.mjs": `import { defineJob } from "${sdk}"; export default defineJob(${job("c")});`,
    "again.mjs": `export { a } from "./a.mjs";`,
  });
  expect({ types, started }).toEqual({ types: ["a", "b", "c"], started: undefined });
});

test.each([
  ["cannot be read", "export const a = {", "cannot be loaded: SyntaxError: Unexpected end of input"],
  ["throws", "\n\nthrow new RangeError('no such day')", "cannot be loaded: line 3: RangeError: no such day. Expected"],
  ["throws no error", "throw 'a text'", "cannot be loaded: it threw a text"],
  ["imports what is not there", 'import "@baton/sdk";', "when its folder lies in Baton's clone"],
  ["exports nothing", "", "exports no job. Expected a module that exports what defineJob returns."],
  ["exports something else", "export const settle = () => 1", "exports no job"],
  ["forgot to export", `const a = ${job("a")}`, "exports no job"],
  ["has a job without run", 'export const a = { type: "a", input: {} }', 'export "a": input: expected a zod schema'],
  ["has a job without input", 'export const a = { type: "a", run() {} }', 'export "a": input: expected a zod schema'],
  ["has a job without code", `export const a = { ...${job("a")}, run: 1 }`, 'export "a": run: expected a function'],
  ["has a job without type", `export const a = ${job("")}`, 'export "a": type: expected a name of 1 to 100'],
  ["has an odd time limit", `export const a = ${job("a", "timeoutMs: 0.5")}`, "timeoutMs: Invalid input: expected int"],
  [
    "has a circuit that could never open",
    `export const a = ${job("a", "circuit: { windowSize: 5 }")}`,
    "circuit.minimumAttempts: must not be more than windowSize",
  ],
  ["calls defineJob wrongly", `import { defineJob } from "${sdk}"; defineJob({})`, "line 1: TypeError: type: expected"],
])("a file that %s is named, with what was expected", async (_what, content, message) => {
  const { started, folder } = await load({ "good.mjs": `export const good = ${job("good")}`, "bad.mjs": content });
  expect(started).toBeInstanceOf(JobModuleError);
  expect((started as Error).message).toContain(`The job file ${join(folder, "bad.mjs")}`);
  expect((started as Error).message).toContain(message);
});

test("a type that two files define is refused with the names of both", async () => {
  const { started, folder } = await load({
    "one.mjs": `export const a = ${job("same")}`,
    "two.mjs": `export const a = ${job("same")}`,
  });
  const [one, two] = [join(folder, "one.mjs"), join(folder, "two.mjs")];
  expect(started).toBeInstanceOf(JobModuleError);
  expect((started as Error).message).toBe(
    `The job type "same" is defined in ${one} and in ${two}. Expected one definition of each type.`,
  );
});

test("a type that one file defines twice is refused", async () => {
  const { started } = await load({ "one.mjs": `export const a = ${job("a")}; export const b = ${job("a")};` });
  expect((started as Error).message).toMatch(/The job type "a" is defined twice in .*one\.mjs/);
});
