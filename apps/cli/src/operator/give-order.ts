import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import {
  type Command,
  type CommandAnswer,
  type CommandOutcome,
  type Json,
  limits,
  lockKeySchema,
  type Operator,
  parseLossless,
  tenantIdSchema,
} from "@baton/contracts";
import { keyId } from "@baton/store";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import type { JobOrder, KeyOrder } from "./operator-options.ts";
import type { OperatorSystem } from "./operator-system.ts";

type Say = (text: string) => void;

/** Gives a command about a job, and says what became of it. */
export async function orderForJob(order: JobOrder, system: OperatorSystem, say: Say): Promise<ExitCode> {
  const command = withPayload(order);
  const job = await system.reader.findIndexed(command.jobId, order.tenantId);
  if (!job) return refuse(`No job "${command.jobId}" is known here.`, order.json, say);
  const { tenantId, lockKey, jobId, status, type } = job;
  const misfit = await misfitOf(type, command, system);
  if (misfit !== undefined) return refuse(misfit, order.json, say);
  const sent = { tenantId, lockKey, command: { ...command, jobId }, by: operator() };
  return tell(await system.client.send(sent, { isOnItsWay: status === "Submitted" }), order.json, say);
}

/** A replay with another payload that its type would not take. */
async function misfitOf(type: string, command: Command, { types }: OperatorSystem): Promise<string | undefined> {
  if (command.kind !== "replay" || command.payload === undefined) return undefined;
  const issues = await types.misfits(type, command.payload);
  if (issues.length === 0) return undefined;
  const told = issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return `The payload does not fit the job type "${type}": ${told}`;
}

/** The same about a lock key. */
export async function orderForKey(order: KeyOrder, system: OperatorSystem, say: Say): Promise<ExitCode> {
  const { command } = order;
  const [tenantId, lockKey] = [
    tenantIdSchema.safeParse(order.tenantId ?? "default"),
    lockKeySchema.safeParse(order.lockKey),
  ];
  if (!tenantId.success || !lockKey.success) throw new UsageError("expected a lock key, and a tenant's id in --tenant");
  const isUnlock = command.kind === "force-unlock";
  if (isUnlock && !(await system.locks.forceUnlock(keyId(tenantId.data, lockKey.data), command)))
    return refuse(`Nobody holds the lock "${lockKey.data}".`, order.json, say);
  const sent = { tenantId: tenantId.data, lockKey: lockKey.data, command, by: operator() };
  return tell(await system.client.send(sent), order.json, say);
}

function tell(answer: CommandAnswer, json: boolean, say: Say): ExitCode {
  say(json ? JSON.stringify(answer) : textOf(answer));
  if (!answer.outcome) return exitCode.pending;
  return answer.outcome.kind === "done" ? exitCode.ok : exitCode.refused;
}

function refuse(reason: string, json: boolean, say: Say): ExitCode {
  say(json ? JSON.stringify({ refused: reason }) : reason);
  return exitCode.refused;
}

function textOf({ commandId, newJobId, outcome }: CommandAnswer): string {
  if (outcome) return outcomeText(outcome);
  const replay = newJobId === undefined ? "" : ` The new job will be ${newJobId}.`;
  return `Given, but not obeyed within 5 s.${replay} See: npm run baton -- command ${commandId}`;
}

export function outcomeText(outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case "done":
      if (outcome.newJobId !== undefined) return `Done: the new job is ${outcome.newJobId}.`;
      return outcome.status === undefined ? "Done." : `Done: the job is ${outcome.status}.`;
    case "already-finished":
      return `Refused: the job had reached its end before; it is ${outcome.status}.`;
    case "unknown-job":
      return "Refused: the lock key does not know the job, or not yet.";
    case "refused":
      return `Refused: ${outcome.because}.`;
    default:
      return outcome satisfies never;
  }
}

/** Numbers of a payload keep their digits. */
function withPayload({ command, payloadFile }: JobOrder): Extract<Command, { jobId: string }> {
  if (command.kind !== "replay" || payloadFile === undefined) return command;
  const text = readPayload(payloadFile);
  if (Buffer.byteLength(text) > limits.messageBytes) throw new UsageError("--payload: expected 1 MiB at most");
  try {
    return { ...command, payload: parseLossless(text) as Json };
  } catch (err) {
    throw new UsageError(`--payload: expected JSON (${(err as Error).message})`, { cause: err });
  }
}

function readPayload(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (err) {
    throw new UsageError(`--payload: cannot read the file "${file}" (${(err as Error).message})`, { cause: err });
  }
}

function operator(): Operator {
  return { name: userInfo().username, address: hostname() };
}
