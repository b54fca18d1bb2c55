import type { Answer } from "./answer.ts";
import { type ProblemBody, problemContentType, problemOf } from "./problem.ts";
import { services } from "./services.ts";

/** Turns a handler's answer into a response, and whatever it throws into a problem document and a log line. */
export async function respond<T>(
  work: () => Promise<Answer<T>>,
  success: (value: T) => Response = json,
): Promise<Response> {
  try {
    const answer = await work();
    return answer.kind === "ok" ? success(answer.value) : problemResponse(answer.problem);
  } catch (err) {
    services().logger.error({ err }, "A request failed");
    return problemResponse(problemOf("internal"));
  }
}

// Not Response.json: numbers that `parseLossless` kept exact are written as they were read by JSON.stringify only.
export function json(value: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(value), {
    ...init,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...init.headers },
  });
}

export function problemResponse(problem: ProblemBody): Response {
  return json(problem, {
    status: problem.status,
    headers: { "Content-Type": problemContentType, ...(problem.status === 503 ? { "Retry-After": "2" } : {}) },
  });
}
