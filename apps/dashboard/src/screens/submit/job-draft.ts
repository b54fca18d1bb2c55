import type { JobView, ValidationIssue } from "@baton/contracts";
import { readJsonText } from "./payload/json-value.ts";
import { type PayloadDraft, payloadDraft } from "./payload/payload-editor.tsx";

export const delayUnits = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
} as const;
export type DelayUnit = keyof typeof delayUnits;
export type StartKind = "now" | "in" | "at";

/** A job as it is being written: texts as they stand in the fields. */
export type JobDraft = {
  type: string;
  payload: PayloadDraft;
  name: string;
  description: string;
  lockKey: string;
  priority: string;
  tenantId: string;
  correlationId: string;
  start: StartKind;
  delay: string;
  delayUnit: DelayUnit;
  /** As `<input type="datetime-local">` has it, in the user's zone. */
  runAt: string;
  maxAttempts: string;
  timeoutSeconds: string;
  resultTtlSeconds: string;
  idempotencyKey: string;
};

/** The fields of a job request besides its payload, and what is wrong with what cannot even be one. */
type DraftRequest = { fields: Record<string, unknown>; issues: ValidationIssue[] };

export function emptyDraft(type: string): JobDraft {
  return {
    type,
    payload: payloadDraft(),
    name: "",
    description: "",
    lockKey: "",
    priority: "",
    tenantId: "",
    correlationId: "",
    start: "now",
    delay: "",
    delayUnit: "minutes",
    runAt: "",
    maxAttempts: "",
    timeoutSeconds: "",
    resultTtlSeconds: "",
    idempotencyKey: "",
  };
}

/** The same job once more: what it is and how it is run, not when, nor the key by which repetitions are told. */
export function draftOf(job: JobView): JobDraft {
  return {
    ...emptyDraft(job.type),
    payload: payloadDraft(job.payload),
    name: job.name === job.type ? "" : job.name,
    description: job.description ?? "",
    lockKey: job.lockKey === "default" ? "" : job.lockKey,
    priority: job.priority === 0 ? "" : String(job.priority),
    tenantId: job.tenantId === "default" ? "" : job.tenantId,
    correlationId: job.correlationId ?? "",
    maxAttempts: numberText(job.maxAttempts),
    timeoutSeconds: numberText(job.timeoutMs, 1000),
    resultTtlSeconds: numberText(job.resultTtl),
  };
}

function numberText(value: number | undefined, unit = 1): string {
  return value === undefined ? "" : String(value / unit);
}

export function requestOf(draft: JobDraft): DraftRequest {
  const issues: ValidationIssue[] = [];
  const number = (path: string, text: string, unit = 1) => {
    if (text.trim() === "") return undefined;
    const value = Number(text) * unit;
    if (!Number.isFinite(value)) issues.push({ path, message: "Expected a number." });
    return unit === 1 ? value : Math.round(value);
  };
  const start = startOf(draft, number, issues);
  const fields = {
    type: draft.type.trim(),
    name: textOf(draft.name),
    description: textOf(draft.description),
    lockKey: textOf(draft.lockKey),
    priority: number("priority", draft.priority),
    tenantId: textOf(draft.tenantId),
    correlationId: textOf(draft.correlationId),
    ...start,
    maxAttempts: number("maxAttempts", draft.maxAttempts),
    timeoutMs: number("timeoutMs", draft.timeoutSeconds, 1000),
    resultTtl: number("resultTtl", draft.resultTtlSeconds),
  };
  return { fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), issues };
}

type NumberOf = (path: string, text: string, unit?: number) => number | undefined;

function startOf(draft: JobDraft, number: NumberOf, issues: ValidationIssue[]): Record<string, unknown> {
  if (draft.start === "in") {
    if (draft.delay.trim() === "") issues.push({ path: "delayMs", message: "Say how long it is to wait." });
    return { delayMs: number("delayMs", draft.delay, delayUnits[draft.delayUnit]) };
  }
  if (draft.start === "now") return {};
  const runAt = new Date(draft.runAt);
  if (!Number.isNaN(runAt.getTime())) return { runAt: runAt.toISOString() };
  issues.push({ path: "runAt", message: "Say when it is to start." });
  return {};
}

// Blanks at either end are a slip of the hand, and would be another lock key.
function textOf(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

/**
 * The body of the request, with every number of the payload as it was written; undefined as long as the payload is no
 * JSON. @param jobId by which a submission whose answer was lost is recognised.
 */
export function bodyText(
  draft: JobDraft,
  { jobId, indent }: { jobId?: string; indent?: number } = {},
): string | undefined {
  const payload = readJsonText(draft.payload.text);
  if (payload.kind === "broken") return undefined;
  const { fields } = requestOf(draft);
  return JSON.stringify(
    { ...(jobId === undefined ? {} : { jobId }), ...fields, payload: payload.value },
    undefined,
    indent,
  );
}
