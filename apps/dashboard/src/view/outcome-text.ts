import type { CommandOutcome } from "@baton/contracts";

/** Why a command was not obeyed, as a sentence; undefined when it was. */
export function refusalText(outcome: CommandOutcome): string | undefined {
  switch (outcome.kind) {
    case "done":
      return undefined;
    case "already-finished":
      return `The job had reached its end before: it is ${outcome.status}.`;
    case "unknown-job":
      return "Its lock key does not know the job, or not yet.";
    case "refused":
      return `Refused: ${outcome.because}.`;
    default:
      return outcome satisfies never;
  }
}
