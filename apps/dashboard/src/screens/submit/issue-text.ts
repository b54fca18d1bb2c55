import type { ValidationIssue } from "@baton/contracts";

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "yes or no",
  array: "a list",
  object: "fields",
};

/** A schema's words in those of the form. */
export function plainIssue({ path, message }: ValidationIssue): ValidationIssue {
  const [, expected = "", received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (received === "undefined") return { path, message: "This is required." };
  if (received !== undefined) return { path, message: `Expected ${kinds[expected] ?? expected}.` };
  if (message === "Invalid input") return { path, message: "This is not what the job type expects." };
  return {
    path,
    message: message.endsWith(".") ? message : `${message.replace(/^./, (first) => first.toUpperCase())}.`,
  };
}

/** Those of the payload, by their paths in it. */
export function payloadIssuesOf(issues: readonly ValidationIssue[]): ValidationIssue[] {
  return issues.flatMap(({ path, message }) => {
    if (path === "payload") return [{ path: "", message }];
    return path.startsWith("payload.") ? [{ path: path.slice("payload.".length), message }] : [];
  });
}
