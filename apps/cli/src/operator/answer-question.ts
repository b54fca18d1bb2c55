import type { CommandView, JobDetail, JobSummary, LockView, WaitingReason } from "@baton/contracts";
import { toSummary } from "@baton/store";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { outcomeText } from "./give-order.ts";
import type { Question } from "./operator-options.ts";
import type { OperatorSystem } from "./operator-system.ts";

/** What is to be shown; undefined when there is no such thing. */
type Answer = { value: unknown; text: string } | undefined;

const locksLimit = 200;

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

async function answerTo(question: Question, { reader, keys, commands }: OperatorSystem): Promise<Answer> {
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
    case "dead-letters": {
      const { tenantId, type, lockKey, limit } = question;
      const { jobs, ...rest } = await reader.deadLetters({ tenantId, type, lockKey }, limit);
      const shown = jobs.map(toSummary);
      return { value: { jobs: shown, ...rest }, text: deadLettersText(shown, rest.cursor !== undefined) };
    }
  }
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
  const rows = locks.map((view) => [view.tenantId, view.lockKey, stateOf(view)]);
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
  return dueAt === undefined || Date.parse(dueAt) <= Date.now() ? "has work" : `has work at ${dueAt}`;
}

function deadLettersText(jobs: JobSummary[], isMore: boolean): string {
  if (jobs.length === 0) return "No job is dead-lettered.";
  const rows = jobs.map(({ endedAt = "", jobId, type, lockKey, name }) => [endedAt, jobId, type, lockKey, name]);
  return [columns(rows), ...(isMore ? ["There are more: see --limit."] : [])].join("\n");
}

/** Names and messages come from whoever submits jobs: control characters must not reach the terminal. */
function columns(rows: string[][]): string {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}+/gu, " ")));
  const widths = plain.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
    [],
  );
  return plain
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
