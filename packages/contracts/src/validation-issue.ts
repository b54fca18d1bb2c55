import type { z } from "zod";

export type ValidationIssue = { path: string; message: string };

/** Zod's issues as flat `path: message` pairs, fit for an API answer, a log line or a rejection reason. */
export function validationIssues(error: z.ZodError): ValidationIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
}

export function describeIssues(error: z.ZodError): string {
  return validationIssues(error)
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join("; ");
}
