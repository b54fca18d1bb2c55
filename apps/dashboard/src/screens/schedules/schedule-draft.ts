import {
  type Json,
  parseLossless,
  payloadIssues,
  type Schedule,
  type ScheduledJob,
  scheduleRequestSchema,
  type ValidationIssue,
  validationIssues,
} from "@baton/contracts";

/** What the form's fields hold, as text. */
export type ScheduleDraft = {
  scheduleId: string;
  tenantId: string;
  cron: string;
  timeZone: string;
  overlap: Schedule["overlap"];
  missed: Schedule["missed"];
  type: string;
  jobName: string;
  lockKey: string;
  priority: string;
  payloadText: string;
};

type DraftField = keyof ScheduleDraft;
/** What is wrong, by the field that can be mended; `form`: what belongs to none. */
export type DraftErrors = Partial<Record<DraftField | "form", string>>;

export type DraftRequest = { kind: "ok"; request: object } | { kind: "wrong"; errors: DraftErrors };

export function emptyDraft(timeZone: string, tenantId = "default"): ScheduleDraft {
  return {
    scheduleId: "",
    tenantId,
    cron: "30 2 * * *",
    timeZone,
    overlap: "queue",
    missed: "fire-once",
    type: "",
    jobName: "",
    lockKey: "default",
    priority: "0",
    payloadText: "{}",
  };
}

export function draftOf({ scheduleId, tenantId, cron, timeZone, overlap, missed, job }: Schedule): ScheduleDraft {
  return {
    scheduleId,
    tenantId,
    cron,
    timeZone,
    overlap,
    missed,
    type: job.type,
    jobName: job.name ?? "",
    lockKey: job.lockKey,
    priority: String(job.priority),
    // Numbers that were read with all their digits are written with them.
    payloadText: JSON.stringify(job.payload, undefined, 2),
  };
}

/**
 * The request that a draft makes, or what is wrong with it.
 * @param template the job as it was: what the form does not ask for stays.
 * @param inputSchema what the job's type says of its payload, if it is known.
 */
export function requestOf(draft: ScheduleDraft, template?: ScheduledJob, inputSchema?: Json): DraftRequest {
  const payload = readPayload(draft.payloadText);
  if (payload.kind === "wrong") return { kind: "wrong", errors: { ...draftErrors(issuesOf(draft, {})), ...payload } };
  const issues = issuesOf(draft, payload.value, template);
  const misfits = inputSchema === undefined ? [] : payloadIssues(inputSchema, payload.value);
  const inPayload = misfits.map(({ path, message }) => ({ path: joined("job.payload", path), message }));
  const errors = draftErrors([...issues, ...inPayload]);
  if (Object.keys(errors).length > 0) return { kind: "wrong", errors };
  return { kind: "ok", request: requestFrom(draft, payload.value, template) };
}

function issuesOf(draft: ScheduleDraft, payload: unknown, template?: ScheduledJob): ValidationIssue[] {
  const parsed = scheduleRequestSchema.safeParse(requestFrom(draft, payload, template));
  const issues = parsed.success ? [] : validationIssues(parsed.error);
  if (draft.type.trim() !== "") return issues;
  return [{ path: "job.type", message: "choose which job it runs" }, ...issues];
}

function requestFrom(draft: ScheduleDraft, payload: unknown, template?: ScheduledJob) {
  const { scheduleId, tenantId, cron, timeZone, overlap, missed } = draft;
  const { name: _name, ...rest } = template ?? {};
  const jobName = draft.jobName.trim();
  return {
    ...(scheduleId.trim() === "" ? {} : { scheduleId: scheduleId.trim() }),
    tenantId: tenantId.trim() || "default",
    cron: cron.trim(),
    timeZone: timeZone.trim(),
    overlap,
    missed,
    job: {
      ...rest,
      type: draft.type.trim(),
      ...(jobName === "" ? {} : { name: jobName }),
      lockKey: draft.lockKey.trim() || "default",
      priority: Number(draft.priority),
      payload,
    },
  };
}

function readPayload(text: string): { kind: "ok"; value: unknown } | { kind: "wrong"; payloadText: string } {
  try {
    return { kind: "ok", value: text.trim() === "" ? {} : parseLossless(text) };
  } catch (err) {
    return { kind: "wrong", payloadText: `This is not JSON: ${(err as Error).message}` };
  }
}

const fieldsByPath: Record<string, DraftField> = {
  scheduleId: "scheduleId",
  tenantId: "tenantId",
  cron: "cron",
  timeZone: "timeZone",
  overlap: "overlap",
  missed: "missed",
  "job.type": "type",
  "job.name": "jobName",
  "job.lockKey": "lockKey",
  "job.priority": "priority",
  "job.payload": "payloadText",
};

/** Puts issues, ours or the server's, to the fields that they are about. */
export function draftErrors(issues: readonly ValidationIssue[]): DraftErrors {
  const errors: DraftErrors = {};
  for (const issue of issues) {
    const [field, text] = placed(issue);
    // The first word on a field is the nearest; of a payload's parts each has its own.
    if (errors[field] === undefined) errors[field] = text;
    else if (field === "payloadText" || field === "form") errors[field] += ` ${text}`;
  }
  return errors;
}

function placed({ path, message }: ValidationIssue): [DraftField | "form", string] {
  const own = fieldsByPath[path];
  if (own) return [own, sentence(message)];
  if (path.startsWith("job.payload.")) return ["payloadText", sentence(message, path.slice("job.payload.".length))];
  return ["form", sentence(message, path)];
}

function sentence(message: string, path = ""): string {
  const text = path === "" ? message.charAt(0).toUpperCase() + message.slice(1) : `“${path}”: ${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function joined(path: string, rest: string): string {
  return rest === "" ? path : `${path}.${rest}`;
}
