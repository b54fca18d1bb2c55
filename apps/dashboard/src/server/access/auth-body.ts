import { validationIssues } from "@baton/contracts";
import type { z } from "zod";
import { type Answer, andThen, ok, refused } from "../answer.ts";
import { readJson } from "../json-body.ts";

/** The body of a request about accounts. */
export async function parsed<S extends z.ZodType>(schema: S, text: string): Promise<Answer<z.output<S>>> {
  return andThen(readJson(text === "" ? "{}" : text), async ({ plain }) => {
    const result = schema.safeParse(plain);
    return result.success
      ? ok(result.data)
      : refused("invalid-account", undefined, { errors: validationIssues(result.error) });
  });
}
