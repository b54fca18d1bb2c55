import { idempotencyKeySchema, validationIssues } from "@baton/contracts";
import { type Answer, ok, refused } from "./answer.ts";

/** The header's value, if it is there: bare, as most clients send it, or quoted, as the IETF draft has it. */
export function readIdempotencyKey(headers: Headers): Answer<string | undefined> {
  const value = headers.get("idempotency-key");
  if (value === null) return ok(undefined);
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value)?.[1];
  const parsed = idempotencyKeySchema.safeParse(quoted?.replaceAll(/\\(["\\])/g, "$1") ?? value);
  if (parsed.success) return ok(parsed.data);
  return refused("invalid-idempotency-key", undefined, { errors: validationIssues(parsed.error) });
}
