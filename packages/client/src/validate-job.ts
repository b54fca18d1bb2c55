import {
  type Job,
  type Json,
  jobRequestSchema,
  limits,
  type ValidationIssue,
  validationIssues,
} from "@baton/contracts";
import { prepareJob } from "./prepare-job.ts";

export type JobValidation = { kind: "valid"; job: Job } | { kind: "invalid"; issues: ValidationIssue[] };

/** Checks what a submitter wrote, fills in defaults and gives the job its id. */
export function validateJob(input: unknown): JobValidation {
  const parsed = jobRequestSchema.safeParse(input);
  if (!parsed.success) return { kind: "invalid", issues: validationIssues(parsed.error) };
  const issue = payloadIssue(parsed.data.payload);
  return issue ? { kind: "invalid", issues: [issue] } : { kind: "valid", job: prepareJob(parsed.data) };
}

// The schema takes any value as payload; whether it is JSON, and how long, is known when it is written out.
function payloadIssue(payload: Json): ValidationIssue | undefined {
  const text = jsonText(payload);
  if (text === undefined) return { path: "payload", message: "expected a JSON value" };
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.payloadBytes) return undefined;
  return { path: "payload", message: `expected at most ${limits.payloadBytes} bytes of JSON, got ${bytes}` };
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A cycle, a bigint, or nesting too deep for the engine.
    return undefined;
  }
}
