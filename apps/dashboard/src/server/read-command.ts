import { type Command, type CommandKind, commandSchema, limits, validationIssues } from "@baton/contracts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { isRecord, readJson } from "./json-body.ts";

/** What the address of a request says of its command: the body must not say otherwise. */
export type CommandAddress = { kind: CommandKind; jobId?: string; newJobId?: string };

/** The fields of a command's body, which may be left out. Numbers of a payload keep their digits. */
export async function readFields(text: string): Promise<Answer<Record<string, unknown>>> {
  return andThen(readJson(text === "" ? "{}" : text), async ({ plain, exact }) => {
    if (!isRecord(plain) || !isRecord(exact)) return refused("invalid-command", "Expected a JSON object.");
    return ok("payload" in plain ? { ...plain, payload: exact["payload"] } : plain);
  });
}

/** The command that fields and address make together. */
export function commandOf(fields: Record<string, unknown>, address: CommandAddress): Answer<Command> {
  const twice = Object.keys(address).filter((name) => name in fields);
  if (twice.length > 0) return refused("invalid-command", `Expected no "${twice[0]}" in the body.`);
  const parsed = commandSchema.safeParse({ ...fields, ...address });
  if (!parsed.success) return refused("invalid-command", undefined, { errors: validationIssues(parsed.error) });
  return payloadBytes(parsed.data) > limits.payloadBytes
    ? refused("too-large", `A payload may have ${limits.payloadBytes} bytes.`)
    : ok(parsed.data);
}

function payloadBytes(command: Command): number {
  if (command.kind !== "replay" || command.payload === undefined) return 0;
  return Buffer.byteLength(JSON.stringify(command.payload));
}
