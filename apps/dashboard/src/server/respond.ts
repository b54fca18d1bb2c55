import { isRevalidated, type SubmitResponse } from "@baton/contracts";
import type { Answer } from "./answer.ts";
import { entityTagOf, isKnown } from "./entity-tag.ts";
import { forStrangers, type ProblemBody, problemContentType, problemOf, retryAfterHeader } from "./problem.ts";
import { services } from "./services.ts";

const jsonContentType = "application/json";

/** Turns a handler's answer into a response, redacted, and whatever it throws into a problem document and a log line. */
export async function respond<T>(
  work: () => Promise<Answer<T>>,
  success: (value: T) => Response = json,
): Promise<Response> {
  try {
    const answer = await work();
    const { redaction } = services();
    return answer.kind === "ok" ? success(redaction.answer(answer.value)) : problemResponse(answer.problem);
  } catch (err) {
    const { logger, requests } = services();
    logger.error({ err, requestId: requests.current?.id }, "A request failed");
    return problemResponse(problemOf("internal"));
  }
}

// Not Response.json: numbers that `parseLossless` kept exact are written as they were read by JSON.stringify only.
export function json(value: unknown, init: ResponseInit = {}): Response {
  const text = JSON.stringify(value);
  const headers = new Headers(init.headers);
  if (!headers.has("Content-Type")) headers.set("Content-Type", jsonContentType);
  const { current } = services().requests;
  if (!current?.route || !isRevalidated(current.route) || (init.status ?? 200) !== 200) {
    headers.set("Cache-Control", "no-store");
    return new Response(text, { ...init, headers });
  }
  const etag = entityTagOf(text);
  headers.set("ETag", etag);
  // Whoever keeps it asks every time whether it still holds.
  headers.set("Cache-Control", "private, no-cache");
  if (!isKnown(etag, current.ifNoneMatch)) return new Response(text, { ...init, headers });
  headers.delete("Content-Type");
  return new Response(null, { status: 304, headers });
}

/** 202 for a job that is new, 200 for one that was submitted before. */
export function submittedJson(submitted: SubmitResponse): Response {
  return json(submitted, {
    status: submitted.duplicateOf === undefined ? 202 : 200,
    headers: { Location: `/api/jobs/${submitted.jobId}` },
  });
}

export function problemResponse(problem: ProblemBody): Response {
  const { requests, callers } = services();
  const isStranger = callers.current.permissions.length === 0;
  return json(
    { ...(isStranger ? forStrangers(problem) : problem), requestId: requests.current?.id },
    { status: problem.status, headers: { "Content-Type": problemContentType, ...retryAfterHeader(problem) } },
  );
}
