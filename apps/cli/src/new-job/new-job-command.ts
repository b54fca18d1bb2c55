import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { cloneFolder, type Environment } from "@baton/runtime";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { NewJobOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { checkJobName, identifierOf } from "./job-name.ts";

const usualFolder = "my-jobs";
const template = path.join(import.meta.dirname, "template");

/** Writes a job file and its test into the folder of the user's own jobs. @throws {UsageError} */
export async function newJob(
  { name, json }: NewJobOptions,
  env: Environment,
  say: (text: string) => void,
): Promise<ExitCode> {
  checkJobName(name, await shippedTypes());
  const folder = ownFolder(env);
  const files = [`${name}.ts`, `${name}.test.ts`].map((file) => path.join(folder, file));
  for (const file of files) if (existsSync(file)) throw new UsageError(`${shown(file)} is there already`);
  await mkdir(folder, { recursive: true });
  for (const file of files) await writeFile(file, await contentOf(file, name), { flag: "wx" });
  say(json ? JSON.stringify({ files }) : nextSteps(name, shown(folder), env));
  return exitCode.ok;
}

async function shippedTypes(): Promise<string[]> {
  return Object.values(await import("@baton/jobs")).map(({ type }) => type);
}

/** @throws {UsageError} when job files would not find there what they import. */
function ownFolder(env: Environment): string {
  const folder = path.resolve(env["JOBS_DIR"] || path.join(cloneFolder, usualFolder));
  if (path.relative(cloneFolder, folder).startsWith(".."))
    throw new UsageError(
      `JOBS_DIR: expected a folder in ${cloneFolder}, where job files find @baton/sdk, got ${folder}`,
    );
  return folder;
}

/** The template is a job that is checked and tested like any other code here; only its names change. */
async function contentOf(file: string, name: string): Promise<string> {
  const kind = file.endsWith(".test.ts") ? "example.test.ts" : "example.ts";
  const text = await readFile(path.join(template, kind), "utf8");
  return text.replaceAll("exampleJob", identifierOf(name)).replaceAll("example", name);
}

function shown(file: string): string {
  return path.relative(process.cwd(), file) || ".";
}

function nextSteps(name: string, folder: string, env: Environment): string {
  const setting = env["JOBS_DIR"] ? "" : `JOBS_DIR=${folder} `;
  const submit = `npm run publisher -- --type ${name} --payload '{ "items": ["one", "two"] }' --wait`;
  return [
    `Wrote ${folder}/${name}.ts and its test, ${folder}/${name}.test.ts. Next:`,
    `  ${setting}npm run test:jobs    runs the tests of your jobs`,
    `  ${setting}npm start            starts workers that know it${setting && " (or put JOBS_DIR into .env)"}`,
    `  ${submit}`,
    "Workers read job files when they start.",
  ].join("\n");
}
