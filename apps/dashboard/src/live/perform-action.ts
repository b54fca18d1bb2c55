import { type Problem, parseLossless } from "@baton/contracts";
import type { Notice } from "../ui/notify.ts";
import { refusalText } from "../view/outcome-text.ts";
import { type ActionRequest, ApiError, sendAction } from "./api-client.ts";
import { outcomeOf, pendingCommandId } from "./command-wait.ts";

export type Action = ActionRequest & {
  /** What to say when it is done: "Job cancelled". */
  done: string;
  /** What to say when it is not: "The job was not cancelled". */
  failed: string;
  /** What can be done at once when it is done: undo it, or open what it made. */
  next?: ((answer: unknown) => Notice["action"]) | undefined;
  /** Paths of answers that it makes old, whatever their queries are. */
  refresh?: readonly string[];
};

export type ActionResult =
  /** `answer`: the body, parsed; numbers beyond JavaScript's keep their digits. */
  | { kind: "done"; answer: unknown }
  /** Left for whoever holds the lock key, who has not obeyed it yet. `settled`: what becomes of it. */
  | { kind: "pending"; commandId: string; settled: Promise<ActionResult> }
  /** `problem` is missing when the server does not answer, or the command came to nothing after all. */
  | { kind: "failed"; message: string; problem: Problem | undefined };

type Tell = (notice: Notice) => void;

let told = 0;

/** Sends it and tells what became of it; a command that nobody has obeyed yet is followed in the background. */
export async function performAction(action: Action, tell: Tell): Promise<ActionResult> {
  told += 1;
  const id = `action-${told}`;
  const teller = { action, tell: (notice: Notice) => tell({ ...notice, id }) };
  try {
    const text = await sendAction(action);
    const answer = text === "" ? undefined : parseLossless(text);
    const commandId = await pendingCommandId(answer);
    return commandId === undefined ? succeed(teller, answer) : follow(teller, commandId, answer);
  } catch (err) {
    if (!(err instanceof ApiError)) throw err;
    return fail(teller, err.message, err.problem);
  }
}

type Teller = { action: Action; tell: Tell };

function succeed({ action, tell }: Teller, answer: unknown): ActionResult {
  tell({ tone: "success", title: action.done, action: action.next?.(answer) });
  return { kind: "done", answer };
}

function fail({ action, tell }: Teller, message: string, problem?: Problem): ActionResult {
  tell({ tone: "failure", title: action.failed, description: message });
  return { kind: "failed", message, problem };
}

function follow(teller: Teller, commandId: string, answer: unknown): ActionResult {
  teller.tell({
    tone: "waiting",
    title: "Sent",
    description: "It takes effect when a worker takes up the lock key.",
  });
  return { kind: "pending", commandId, settled: settle(teller, commandId, answer) };
}

async function settle(teller: Teller, commandId: string, answer: unknown): Promise<ActionResult> {
  const outcome = await outcomeOf(commandId);
  if (!outcome)
    return fail(teller, "Nobody has taken up the lock key yet. The command stays and is obeyed when one does.");
  const refusal = refusalText(outcome);
  return refusal === undefined ? succeed(teller, answer) : fail(teller, refusal);
}
