import { validateJob } from "@baton/client";
import { type Job, limits } from "@baton/contracts";
import { type Answer, ok, refused } from "./answer.ts";
import type { BodyText } from "./body-text.ts";
import { isRecord, readJson, withExactPayload } from "./json-body.ts";

/** The job of a request with one. */
export function readJob(text: string): Answer<Job> {
  const read = readJson(text);
  return read.kind === "ok" ? jobOf(read.value.plain, read.value.exact) : read;
}

/** The jobs of a bulk request, each of them read or refused by itself. Refused as a whole is only what is no list. */
export function readJobs({ text, isLines }: BodyText): Answer<Answer<Job>[]> {
  return isLines ? jobsOfLines(text) : jobsOfList(text);
}

function jobsOfLines(text: string): Answer<Answer<Job>[]> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length > limits.bulkJobs ? tooMany(lines.length) : ok(lines.map(readJob));
}

function jobsOfList(text: string): Answer<Answer<Job>[]> {
  const read = readJson(text);
  if (read.kind === "problem") return read;
  const [plain, exact] = [listOf(read.value.plain), listOf(read.value.exact)];
  if (!plain || !exact) return refused("invalid-bulk", 'Expected { "jobs": [ … ] }, or a job a line as NDJSON.');
  if (plain.length > limits.bulkJobs) return tooMany(plain.length);
  return ok(plain.map((job, at) => jobOf(job, exact[at])));
}

function tooMany(count: number): Answer<never> {
  return refused("invalid-bulk", `A request may have ${limits.bulkJobs} jobs, this one has ${count}.`);
}

/** Unknown fields are refused, as they are in a job. */
function listOf(value: unknown): unknown[] | undefined {
  if (!isRecord(value) || Object.keys(value).some((name) => name !== "jobs")) return undefined;
  return Array.isArray(value["jobs"]) ? value["jobs"] : undefined;
}

/**
 * Numbers of the payload keep their digits. Those of other fields are read as JavaScript reads them, so that
 * a priority of 5.0 is the 5 that it is.
 */
function jobOf(plain: unknown, exact: unknown): Answer<Job> {
  const validation = validateJob(withExactPayload(plain, exact));
  if (validation.kind === "valid") return ok(validation.job);
  // What was parsed from JSON can be wrong about a payload in one way only: its size.
  const tooLarge = validation.issues.every(({ path }) => path === "payload");
  return refused(tooLarge ? "too-large" : "invalid-job", undefined, { errors: validation.issues });
}
