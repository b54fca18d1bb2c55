import {
  type CommandView,
  type JobDetail,
  type JobSummary,
  type LockDetail,
  type LockLine,
  type LockView,
  lockKeySchema,
  tenantIdSchema,
  type WaitingReason,
} from "@baton/contracts";
import { toSummary } from "@baton/store";
import { columns } from "../columns.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { outcomeText } from "./give-order.ts";
import type { Question } from "./operator-options.ts";
import type { OperatorSystem } from "./operator-system.ts";

/** What is to be shown; undefined when there is no such thing. */
type Answer = { value: unknown; text: string } | undefined;

const locksLimit = 200;
const lineLimit = 200;

export async function answerQuestion(
  question: Question,
  system: OperatorSystem,
  say: (text: string) => void,
): Promise<ExitCode> {
  const answer = await answerTo(question, system);
  if (!answer) {
    say(question.json ? "null" : "There is no such thing.");
    return exitCode.refused;
  }
  say(question.json ? JSON.stringify(answer.value, undefined, 2) : answer.text);
  return exitCode.ok;
}

async function answerTo(question: Question, system: OperatorSystem): Promise<Answer> {
  const { reader, keys, commands } = system;
  switch (question.kind) {
    case "job": {
      const detail = await reader.findJob(question.jobId, question.tenantId);
      return detail && { value: detail, text: jobText(detail) };
    }
    case "command": {
      const view = await commands.find(question.commandId);
      return view && { value: view, text: commandText(view) };
    }
    case "locks": {
      const { locks, ...rest } = await keys.list(locksLimit);
      const shown = locks.filter(({ tenantId }) => tenantId === (question.tenantId ?? tenantId));
      return { value: { locks: shown, ...rest }, text: locksText(shown, rest.isWhole) };
    }
    case "lock":
      return lockAnswer(question, system);
    case "dead-letters": {
      const { tenantId, type, lockKey, limit } = question;
      const { jobs, ...rest } = await reader.deadLetters({ tenantId, type, lockKey }, limit);
      const shown = jobs.map(toSummary);
      return { value: { jobs: shown, ...rest }, text: deadLettersText(shown, rest.cursor !== undefined) };
    }
  }
}

async function lockAnswer(
  question: Extract<Question, { kind: "lock" }>,
  { keys, line, locks }: OperatorSystem,
): Promise<Answer> {
  const lockKey = lockKeySchema.safeParse(question.lockKey);
  const tenantId = tenantIdSchema.safeParse(question.tenantId ?? "default");
  if (!lockKey.success || !tenantId.success) throw new UsageError("expected a lock key, and a tenant's id in --tenant");
  const key = { tenantId: tenantId.data, lockKey: lockKey.data };
  const [lock, jobs] = await Promise.all([
    keys.find(key.tenantId, key.lockKey, (keyId) => locks.holder(keyId)),
    line.page(key, lineLimit),
  ]);
  return { value: { lock, line: jobs }, text: lockText(lock, jobs) };
}

function lockText(lock: LockDetail, { jobs, cursor }: LockLine): string {
  const facts = [
    ["lock key", lock.tenantId === "default" ? lock.lockKey : `${lock.lockKey} (${lock.tenantId})`],
    ["state", stateOf(lock)],
    ["waiting", `${lock.waiting} due, ${lock.later} for later`],
  ];
  const rows = jobs.map(({ jobId, priority, type, name, waiting }) => [
    jobId,
    String(priority),
    type,
    name,
    reasonText(waiting),
  ]);
  const line = rows.length === 0 ? [] : [columns([["JOB", "PRIORITY", "TYPE", "NAME", "WAITS"], ...rows])];
  const more = cursor === undefined ? [] : [`These are the first ${lineLimit}.`];
  return [columns(facts), ...line, ...more].join("\n\n");
}

function jobText({ job, events }: JobDetail): string {
  const facts = [
    ["job", job.jobId],
    ["name", job.name],
    ["type", job.type],
    ["lock key", job.tenantId === "default" ? job.lockKey : `${job.lockKey} (${job.tenantId})`],
    ["priority", String(job.priority)],
    ["status", job.status],
    ...(job.waiting ? [["waits", reasonText(job.waiting)]] : []),
    ...(job.replayOf ? [["replay of", job.replayOf]] : []),
    ...(job.replayedBy ? [["replayed as", job.replayedBy]] : []),
    ...(job.error ? [["error", `${job.error.name}: ${job.error.message}`]] : []),
  ];
  const trail = events.map(({ occurredAt, status, message }) => [occurredAt, status, message]);
  return [columns(facts), ...(trail.length > 0 ? [columns(trail)] : [])].join("\n\n");
}

function reasonText({ kind, ...rest }: WaitingReason): string {
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return facts.length === 0 ? kind : `${kind}: ${facts.join(", ")}`;
}

function commandText({ commandId, kind, lockKey, jobId, by, reason, createdAt, outcome }: CommandView): string {
  return columns([
    ["command", commandId],
    ["kind", kind],
    ["lock key", lockKey],
    ...(jobId ? [["job", jobId]] : []),
    ["by", by.name],
    ...(reason ? [["reason", reason]] : []),
    ["given", createdAt],
    ["outcome", outcome ? outcomeText(outcome) : "Not obeyed yet."],
  ]);
}

function locksText(locks: LockView[], isWhole: boolean): string {
  if (locks.length === 0) return "No lock key is held, has work or is stopped.";
  const rows = locks.map((view) => [view.tenantId, view.lockKey, `${view.waiting} due`, stateOf(view)]);
  return [columns(rows), ...(isWhole ? [] : [`These are the first ${locksLimit}.`])].join("\n");
}

function stateOf({ holder, running, paused, parked, heldFor, policy, dueAt }: LockView): string {
  const parts = [
    ...(holder ? [`held by ${holder.workerId} (fence ${holder.fence})`] : []),
    ...(running ? [`runs ${running.jobId}`] : []),
    ...(paused ? [`paused by ${paused.by}: ${paused.reason}`] : []),
    ...(parked ? [`parked by ${parked.jobId}`] : []),
    ...(heldFor ? [`held for ${heldFor.jobId} until ${heldFor.until}`] : []),
    ...(policy ? [`policy ${policy}`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  if (dueAt === undefined) return "free";
  return Date.parse(dueAt) <= Date.now() ? "has work" : `has work at ${dueAt}`;
}

function deadLettersText(jobs: JobSummary[], isMore: boolean): string {
  if (jobs.length === 0) return "No job is dead-lettered.";
  const rows = jobs.map(({ endedAt = "", jobId, type, lockKey, name }) => [endedAt, jobId, type, lockKey, name]);
  return [columns(rows), ...(isMore ? ["There are more: see --limit."] : [])].join("\n");
}
