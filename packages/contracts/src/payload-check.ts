import * as z from "zod";
import type { Json } from "./json.ts";
import { type ValidationIssue, validationIssues } from "./validation-issue.ts";

/**
 * What is wrong with a payload by the JSON Schema that a worker has published of its type. The type's own schema, which
 * may say more, is asked when the job starts.
 * @returns nothing as well when the schema says what cannot be checked here.
 */
export function payloadIssues(schema: Json, payload: unknown): ValidationIssue[] {
  const checker = checkerOf(schema);
  // Numbers that keep their digits are no numbers to a schema.
  const parsed = checker?.safeParse(JSON.parse(JSON.stringify(payload)));
  return parsed?.success === false ? validationIssues(parsed.error) : [];
}

function checkerOf(schema: Json): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    // Not all of JSON Schema can be turned into a zod schema.
    return undefined;
  }
}
