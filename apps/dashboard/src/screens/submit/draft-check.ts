// Imported late: it brings zod, which the first paint does not need.
import {
  idempotencyKeySchema,
  type Json,
  jobRequestSchema,
  payloadIssues,
  type ValidationIssue,
  validationIssues,
} from "@baton/contracts";
import { plainIssue } from "./issue-text.ts";
import { type JobDraft, requestOf } from "./job-draft.ts";
import { readJsonText } from "./payload/json-value.ts";
import type { PayloadDraft } from "./payload/payload-editor.tsx";

/** What is wrong with a job before it is sent, by the paths that the server would give. @param schema of its type. */
export function draftIssues(draft: JobDraft, schema: Json | undefined): ValidationIssue[] {
  const { fields, issues } = requestOf(draft);
  const told = new Set(issues.map(({ path }) => path));
  const parsed = jobRequestSchema.safeParse(fields);
  const wrong = parsed.success ? [] : validationIssues(parsed.error).filter(({ path }) => !told.has(path));
  return [
    ...issues,
    ...wrong.map(plainIssue),
    ...keyIssues(draft.idempotencyKey),
    ...draftPayloadIssues(draft.payload, schema),
  ];
}

/** What is wrong with a payload, by paths that begin with `payload`. */
export function draftPayloadIssues({ text, broken }: PayloadDraft, schema: Json | undefined): ValidationIssue[] {
  const unread = broken.map((path) => ({ path: `payload.${path}`, message: "This is not JSON." }));
  return [...unread, ...payloadTextIssues(text, schema)];
}

function payloadTextIssues(text: string, schema: Json | undefined): ValidationIssue[] {
  const read = readJsonText(text);
  if (read.kind === "broken") return [{ path: "payload", message: `This is not JSON: ${read.message}` }];
  if (schema === undefined) return [];
  return payloadIssues(schema, read.value)
    .map((issue) =>
      isMissing(read.value, issue.path) ? { ...issue, message: "This is required." } : plainIssue(issue),
    )
    .map(({ path, message }) => ({ path: path === "" ? "payload" : `payload.${path}`, message }));
}

/** Whether there is nothing at a path. Where several kinds of value would do, the schema says only that none does. */
function isMissing(value: Json, path: string): boolean {
  if (path === "") return false;
  let found: Json | undefined = value;
  for (const name of path.split(".")) {
    found = typeof found === "object" && found !== null ? (found as { [name: string]: Json })[name] : undefined;
  }
  return found === undefined;
}

function keyIssues(text: string): ValidationIssue[] {
  const key = text.trim();
  if (key === "") return [];
  const path = "idempotencyKey";
  // It travels in a header.
  if (!/^[\x20-\x7e]*$/.test(key)) return [{ path, message: "Only plain letters, digits and signs." }];
  const parsed = idempotencyKeySchema.safeParse(key);
  return parsed.success ? [] : validationIssues(parsed.error).map(({ message }) => plainIssue({ path, message }));
}
