import {
  describeIssues,
  isJobId,
  jobRequestSchema,
  limits,
  parseLossless,
  traceparentSchema,
  type ValidJobRequest,
} from "@baton/contracts";

/** A message of the jobs queue, read: a job request with the id that its submitter knows it by, or why it is none. */
export type Submission =
  | { kind: "job"; request: ValidJobRequest; text: string; jobId: string }
  /** The submitter's own id still has to be mapped to a job id. */
  | { kind: "foreign-id"; request: ValidJobRequest; text: string; sourceId: string }
  | { kind: "unreadable"; reason: string };

/** What of a delivery tells of a job. */
export type SubmissionMessage = {
  body: Buffer;
  messageId?: string | undefined;
  userId?: string | undefined;
  /** The header of that name, whatever it holds. */
  traceparent?: unknown;
};

export function readSubmission({ body, messageId, userId, traceparent }: SubmissionMessage): Submission {
  if (body.length > limits.messageBytes) {
    return unreadable(`The message has ${body.length} bytes; ${limits.messageBytes} are allowed`);
  }
  const received = decodeUtf8(body);
  if (received === undefined) return unreadable("The message is not UTF-8 text");
  let json: unknown;
  try {
    json = parseLossless(received);
  } catch (err) {
    return unreadable(`The message is not JSON: ${(err as Error).message}`);
  }
  const told = withTrace(traceparent, userId === undefined ? json : signedBy(userId, json));
  const text = told === json ? received : JSON.stringify(told);
  const parsed = jobRequestSchema.safeParse(told);
  if (!parsed.success) return unreadable(`The message is no job: ${describeIssues(parsed.error)}`);
  const request = parsed.data;
  const payloadBytes = Buffer.byteLength(JSON.stringify(request.payload));
  if (payloadBytes > limits.payloadBytes) {
    return unreadable(`payload: has ${payloadBytes} bytes; ${limits.payloadBytes} are allowed`);
  }
  if (request.jobId && isJobId(request.jobId))
    return { kind: "job", request, text, jobId: request.jobId.toLowerCase() };
  const sourceId = request.jobId ?? messageId;
  if (!sourceId) return unreadable("jobId: give a jobId, or a message_id, so that a repeated message is recognised");
  return { kind: "foreign-id", request, text, sourceId };
}

/** A trace that the message names and the job does not. What is no trace context is left out: it is not the job's fault. */
function withTrace(traceparent: unknown, json: unknown): unknown {
  if (traceparent === undefined || !isObject(json) || "traceparent" in json) return json;
  const { success, data } = traceparentSchema.safeParse(traceparent);
  return success ? { ...json, traceparent: data } : json;
}

/** Whom the broker knows goes before whom the message names. */
function signedBy(userId: string, json: unknown): unknown {
  return isObject(json) ? { ...json, submittedBy: userId } : json;
}

function isObject(json: unknown): json is object {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function unreadable(reason: string): Submission {
  return { kind: "unreadable", reason };
}
