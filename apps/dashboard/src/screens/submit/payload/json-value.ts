import { type Json, parseLossless } from "@baton/contracts";

/** A JSON object whose fields keep their order. */
export type JsonFields = { [name: string]: Json };

// In every engine that runs the dashboard, but not in TypeScript's library.
const { isRawJSON } = JSON as unknown as { isRawJSON(value: unknown): boolean };

export function isFields(value: Json | undefined): value is JsonFields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

/** A number that JavaScript would change is kept as it was written, and so looks like an object. */
export function isNumber(value: Json | undefined): boolean {
  return typeof value === "number" || isRawJSON(value);
}

/** @param next undefined takes the field away; one that is there keeps its place. */
export function withField(fields: JsonFields, name: string, next: Json | undefined): JsonFields {
  if (next !== undefined) return { ...fields, [name]: next };
  const { [name]: _gone, ...rest } = fields;
  return rest;
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What somebody has typed as a number: with all its digits; a text as long as it is none; nothing when it is empty. */
export function numberFrom(typed: string): Json | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  return number.test(text) ? (parseLossless(text) as Json) : typed;
}

/** As it is shown in a field of one line. */
export function lineOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function prettyJson(value: Json): string {
  return JSON.stringify(value, undefined, 2);
}

export type ReadJson = { kind: "json"; value: Json } | { kind: "broken"; message: string };

export function readJsonText(text: string): ReadJson {
  try {
    return { kind: "json", value: parseLossless(text) as Json };
  } catch (err) {
    // Too deep for the engine is a RangeError.
    return { kind: "broken", message: (err as Error).message };
  }
}
