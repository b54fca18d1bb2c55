import { fileURLToPath } from "node:url";
import { type TypeSettings, typeSettingsSchema } from "@baton/contracts";
import { defineJob, type JobDefinition } from "@baton/sdk";
import { JobModuleError } from "./job-module-error.ts";

const expected = "Expected a module that exports what defineJob returns.";
const notFoundHint = "A job file finds @baton/sdk, zod and its own packages when its folder lies in Baton's clone.";
const importLimitMs = 30_000;

/**
 * Imports job modules and collects every exported definition by its type.
 * @param modules URLs
 * @throws {JobModuleError} when one cannot be imported or defines no job, or a type is defined twice: which one would
 * run must not depend on the order of files.
 */
export async function loadJobTypes(modules: string[]): Promise<Map<string, JobDefinition>> {
  const types = new Map<string, JobDefinition>();
  const fileOf = new Map<string, string>();
  for (const module of modules) {
    const file = pathOf(module);
    for (const definition of await loadDefinitions(module, file)) {
      const { type } = definition;
      const known = types.get(type);
      if (known && known !== definition) throw definedTwice(type, fileOf.get(type), file);
      types.set(type, definition);
      fileOf.set(type, file);
    }
  }
  return types;
}

/** What a type says besides its code; `defineJob` has checked it. */
export function settingsOf(definition: JobDefinition): TypeSettings {
  return typeSettingsSchema.parse(definition);
}

async function loadDefinitions(module: string, file: string): Promise<JobDefinition[]> {
  const exported = Object.entries(await importWithin(importLimitMs, module, file));
  const found = exported.filter((entry): entry is [string, JobDefinition] => looksLikeJob(entry[1]));
  if (found.length === 0) {
    const hint = "What only helps other files belongs into a folder below.";
    throw new JobModuleError(`The job file ${file} exports no job. ${expected} ${hint}`);
  }
  return found.map(([name, definition]) => checked(definition, name, file));
}

async function importWithin(limitMs: number, module: string, file: string): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const reason = `it is still loading after ${limitMs / 1000} s`;
    timer = setTimeout(() => reject(new JobModuleError(`The job file ${file} cannot be loaded: ${reason}.`)), limitMs);
  });
  try {
    return await Promise.race([import(module), late]);
  } catch (err) {
    throw err instanceof JobModuleError ? err : notLoaded(module, file, err);
  } finally {
    clearTimeout(timer);
  }
}

function notLoaded(module: string, file: string, cause: unknown): JobModuleError {
  const hint =
    cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND" ? notFoundHint : expected;
  return new JobModuleError(`The job file ${file} cannot be loaded: ${describe(cause, [file, module])}. ${hint}`, {
    cause,
  });
}

/** With the line, which is in the first place of the stack that names the file: by its path or by its URL. */
function describe(err: unknown, names: string[]): string {
  if (!(err instanceof Error)) return `it threw ${String(err)}`;
  const lines = names.map((name) => err.stack?.split(name)[1]?.match(/^:(\d+)/)?.[1]);
  const line = lines.find((found) => found !== undefined);
  return `${line ? `line ${line}: ` : ""}${err.name}: ${err.message}`;
}

/** With two of its parts something is meant to be a job, and is told what it lacks. */
function looksLikeJob(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ["type", "input", "run"].filter((part) => part in value).length >= 2;
}

/** Also what did not come from defineJob. */
function checked(definition: JobDefinition, name: string, file: string): JobDefinition {
  try {
    return defineJob(definition);
  } catch (cause) {
    throw new JobModuleError(`The job file ${file}, export "${name}": ${(cause as Error).message}`, { cause });
  }
}

function definedTwice(type: string, first: string | undefined, second: string): JobModuleError {
  const places = first === second ? `twice in ${first}` : `in ${first} and in ${second}`;
  return new JobModuleError(`The job type "${type}" is defined ${places}. Expected one definition of each type.`);
}

function pathOf(module: string): string {
  return module.startsWith("file:") ? fileURLToPath(module) : module;
}
