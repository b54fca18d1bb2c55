import type { Logger } from "@baton/runtime";
import { short } from "./serialize-error.ts";
import type { FromThread } from "./thread-protocol.ts";

/** What job code prints goes to the worker's log, a line each, with the job and the attempt that printed it. */
export function tellOutput(
  { stream, text }: Extract<FromThread, { kind: "output" }>,
  logger: Logger,
  attempt?: number,
): void {
  const facts = { stream, ...(attempt === undefined ? {} : { attempt }) };
  for (const line of text.split("\n")) if (line !== "") logger.info({ event: "Output", ...facts }, short(line));
}
