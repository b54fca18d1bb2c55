import type { CommandAnswer } from "@baton/contracts";
import { json } from "./respond.ts";

/** 200 with the outcome; 202 and where to ask for it while nobody has obeyed the command. */
export function commandResponse(answer: CommandAnswer): Response {
  if (answer.outcome) return json(answer);
  return json(answer, { status: 202, headers: { Location: `/api/commands/${answer.commandId}` } });
}
