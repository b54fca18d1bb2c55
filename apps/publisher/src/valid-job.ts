import { validateJob } from "@baton/client";
import type { Job } from "@baton/contracts";
import { submittedBy } from "./submitted-by.ts";
import { UsageError } from "./usage-error.ts";

/**
 * @param which tells it from others in the message.
 * @throws {UsageError} that lists what is wrong with the request.
 */
export function validJob(request: object, which = ""): Job {
  const validation = validateJob({ submittedBy: submittedBy(), ...request });
  if (validation.kind === "valid") return validation.job;
  const issues = validation.issues.map(({ path, message }) => `  ${path || "job"}: ${message}`);
  throw new UsageError(`This is not a valid job${which}:\n${issues.join("\n")}`);
}
