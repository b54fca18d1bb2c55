import type { z } from "zod";
import { limits } from "./limits.ts";

export type ValidationIssue = { path: string; message: string };

/** Zod's issues as flat `path: message` pairs, fit for an API answer, a log line or a rejection reason. */
export function validationIssues(error: z.ZodError): ValidationIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
}

export function describeIssues(error: z.ZodError): string {
  const text = validationIssues(error)
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join("; ");
  // A reason travels in headers and rows, which are bounded; whoever sent 20,000 unknown fields knows enough.
  return (text.length <= limits.messageChars ? text : `${text.slice(0, limits.messageChars - 1)}…`).toWellFormed();
}
