import { limits } from "@baton/contracts";
import type { JobDefinition } from "@baton/sdk";
import { settingsOf } from "./load-job-types.ts";
import type { JobTypeInfo } from "./thread-protocol.ts";

/** All that a type says of itself besides its code. */
export function describeType(definition: JobDefinition): JobTypeInfo {
  const { type, description } = definition;
  const inputSchemaText = schemaTextOf(definition);
  return {
    type,
    ...settingsOf(definition),
    ...(typeof description === "string" ? { description: description.slice(0, limits.descriptionChars) } : {}),
    ...(inputSchemaText === undefined ? {} : { inputSchemaText }),
  };
}

/** Undefined for what does not fit a row, and for what cannot be told: jobs run without it. */
function schemaTextOf({ input }: JobDefinition): string | undefined {
  try {
    // The schema's own method: job code may have a zod of its own.
    const text = JSON.stringify(input.toJSONSchema({ io: "input", unrepresentable: "any" }));
    return Buffer.byteLength(text) <= limits.inlineBytes ? text : undefined;
  } catch {
    return undefined;
  }
}
