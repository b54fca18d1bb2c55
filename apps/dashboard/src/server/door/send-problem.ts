import type { ServerResponse } from "node:http";
import { type ProblemBody, problemContentType, retryAfterHeader } from "../problem.ts";

/** Answers with a problem; nothing if an answer has begun. */
export function sendProblem(response: ServerResponse, problem: ProblemBody, requestId: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(problem.status, {
    "Content-Type": problemContentType,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(problem.status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
    ...retryAfterHeader(problem),
  });
  response.end(JSON.stringify({ ...problem, requestId }));
}
