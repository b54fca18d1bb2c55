import type { CommandOutcome } from "@baton/contracts";
import { fetchText } from "./api-client.ts";
import { readWire, tryReadWire } from "./wire.ts";

const lookEveryMs = 1000;
/** A key whose holder is gone is taken over within a lease; then somebody should look. */
const patienceMs = 120_000;

/** The id of a command that was left for its key's holder, who has not obeyed it yet. */
export async function pendingCommandId(answer: unknown): Promise<string | undefined> {
  const parsed = await tryReadWire("commandAnswerSchema", answer);
  return parsed && !parsed.outcome ? parsed.commandId : undefined;
}

/** What became of a command, or undefined when its key's holder takes too long. */
export async function outcomeOf(commandId: string, read = fetchText): Promise<CommandOutcome | undefined> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    // A look that fails is no outcome: the next may work.
    const view = await lookAt(commandId, read).catch(() => undefined);
    if (view?.outcome) return view.outcome;
  }
  return undefined;
}

async function lookAt(commandId: string, read: typeof fetchText) {
  return readWire("commandViewSchema", await read(`/api/commands/${commandId}`));
}
