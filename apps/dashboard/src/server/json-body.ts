import { parseLossless } from "@baton/contracts";
import { type Answer, ok, refused } from "./answer.ts";

/** A body as JavaScript reads it, and as it was written: there every number keeps its digits. */
export type JsonBody = { plain: unknown; exact: unknown };

export function readJson(text: string): Answer<JsonBody> {
  try {
    return ok({ plain: JSON.parse(text) as unknown, exact: parseLossless(text) });
  } catch (err) {
    if (err instanceof SyntaxError) return refused("invalid-json", err.message);
    if (err instanceof RangeError) return refused("invalid-json", "The JSON is nested too deeply.");
    throw err;
  }
}

/** A job as JavaScript reads it, with its payload as it was written. */
export function withExactPayload(plain: unknown, exact: unknown): unknown {
  const hasPayload = isRecord(plain) && isRecord(exact) && "payload" in exact;
  return hasPayload ? { ...plain, payload: exact["payload"] } : plain;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
