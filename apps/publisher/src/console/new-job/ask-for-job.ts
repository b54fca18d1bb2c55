import { type JobRequest, type JobType, type Json, jobRequestSchema, limits } from "@baton/contracts";
import type { z } from "zod";
import { plainText } from "../../plain-text.ts";
import { truncate } from "../text-width.ts";
import { readDelay } from "./delay.ts";
import { type FieldValue, leftOut, type PayloadField, payloadFields, readJson, shownJson } from "./payload-field.ts";
import type { Choice, Prompts } from "./prompts.ts";
import { type Reading, read, wrong } from "./reading.ts";

export type JobDefaults = { lockKey: string };

const shownLines = 20;
const shownColumns = 200;
const { shape } = jobRequestSchema;

/**
 * Asks for a job, field by field.
 * @param types those that can be chosen; without any the type is typed.
 * @returns undefined when the job is not to be submitted.
 * @throws {PromptCancelledError}
 */
export async function askForJob(
  prompts: Prompts,
  types: JobType[],
  { lockKey }: JobDefaults,
): Promise<JobRequest | undefined> {
  const type = await askForType(prompts, types);
  const request: JobRequest = {
    type: type.type,
    name: await prompts.ask("Name, for people", orDefault(type.type, shape.name), type.type),
    payload: await askForPayload(prompts, payloadFields(type.inputSchema)),
    lockKey: await prompts.ask(
      "Lock key: jobs of one never run at the same time",
      orDefault(lockKey, shape.lockKey),
      lockKey,
    ),
    priority: await prompts.ask(`Priority, 0 to ${limits.maxPriority}: higher goes first`, readPriority, "0"),
    ...delayOf(await prompts.ask("Delay, such as 10s or 5m", readDelay, "none")),
  };
  prompts.show("The job", shortened(JSON.stringify(request, undefined, 2)));
  return (await prompts.confirm("Submit it?")) ? request : undefined;
}

async function askForType(prompts: Prompts, types: JobType[]): Promise<Pick<JobType, "type" | "inputSchema">> {
  if (types.length === 0) return { type: await prompts.ask("Type", readBy(shape.type)) };
  const choices = types.map((type) => ({
    value: type,
    label: plainText(type.type),
    hint: type.description && plainText(type.description),
  }));
  return prompts.choose("Type", choices);
}

async function askForPayload(prompts: Prompts, fields: PayloadField[] | undefined): Promise<Json> {
  if (!fields)
    return prompts.ask("Payload (JSON, default {})", (text) => (text === "" ? read({}) : readJson(text)), "{}");
  const properties: [string, Json][] = [];
  for (const field of fields) {
    const value = await askForField(prompts, field);
    if (value !== leftOut) properties.push([field.name, value]);
  }
  return Object.fromEntries(properties);
}

function askForField(
  prompts: Prompts,
  { question, without, choices, read: readAnswer }: PayloadField,
): Promise<FieldValue> {
  if (!choices) return prompts.ask(question, readAnswer, without);
  const values: Choice<FieldValue>[] = choices.map((value) => ({ value, label: shownJson(value) }));
  return prompts.choose(question, without === undefined ? values : [{ value: leftOut, label: without }, ...values]);
}

/** As the field of a job is checked. */
function readBy<T extends z.ZodType>(schema: T): (text: string) => Reading<z.output<T>> {
  return (text) => {
    const result = schema.safeParse(text);
    return result.success ? read(result.data) : wrong(result.error.issues[0]?.message ?? "This does not fit");
  };
}

function orDefault(usual: string, schema: z.ZodType<string | undefined>): (text: string) => Reading<string> {
  return (text) => readBy(schema as z.ZodType<string>)(text === "" ? usual : text);
}

function readPriority(text: string): Reading<number> {
  if (!/^\d*$/.test(text.trim())) return wrong(`Expected a number from 0 to ${limits.maxPriority}`);
  const priority = Number(text);
  return priority <= limits.maxPriority ? read(priority) : wrong(`Expected ${limits.maxPriority} at most`);
}

function delayOf(delayMs: number): { delayMs?: number } {
  return delayMs === 0 ? {} : { delayMs };
}

function shortened(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.match(/^ */)?.[0] + truncate(plainText(line.trimStart()), shownColumns));
  if (lines.length <= shownLines) return lines.join("\n");
  return [...lines.slice(0, shownLines), `… ${lines.length - shownLines} more lines`].join("\n");
}
