import type { CommandOutcome, Operator } from "@baton/contracts";
import type { CommandRow, Entry, EntryBuilder, EventDraft, InboxRow, JobRow, ObeyedCommand } from "@baton/store";
import { arrivalEvents } from "./attempt-events.ts";
import { endedRow, inlineJson } from "./outcome-events.ts";
import { newJobRow } from "./start-entry.ts";

/** What a command does: what it writes, what it is answered, and what the job's row in the ledger is after it. */
export type Obedience = { build: EntryBuilder; outcome: CommandOutcome; row?: JobRow };

/** The job that a command is about: on the record, in the inbox, or both. */
export type Subject = { known: JobRow | undefined; row: InboxRow | undefined };

/** The row of the command itself, which makes sure that it is obeyed once. */
export function obeyed({ commandId, command, by }: CommandRow, outcome: CommandOutcome): ObeyedCommand {
  return {
    commandId,
    kind: command.kind,
    by,
    obeyedAt: new Date().toISOString(),
    outcome,
    ...("jobId" in command ? { jobId: command.jobId } : {}),
  };
}

/** Nothing is to be done, and why. */
export function answered(order: CommandRow, outcome: CommandOutcome): Obedience {
  const commands = [obeyed(order, outcome)];
  return { outcome, build: () => ({ events: [], commands }) };
}

/**
 * What a job's command writes: its event, after those of the job's arrival when the ledger does not know it yet.
 * @param answer what the command is answered; default: where the job stands after it.
 */
export function jobEntry(
  order: CommandRow,
  { known, row }: Subject,
  event: { status: EventDraft["status"]; message: string; data?: Record<string, unknown> },
  change: (before: JobRow, occurredAt: string) => JobRow,
  answer?: CommandOutcome,
): Obedience {
  const before = known ?? (row && arrivedRow(row));
  if (!before) return answered(order, { kind: "unknown-job" });
  const occurredAt = new Date().toISOString();
  const { jobId } = before;
  const arrival = known || !row ? [] : arrivalEvents(row, undefined, row.runAt);
  const events: EventDraft[] = [
    ...arrival,
    {
      jobId,
      status: event.status,
      message: event.message,
      occurredAt,
      data: inlineJson({ ...told(order), ...event.data }),
    },
  ];
  const after = change(before, occurredAt);
  const outcome: CommandOutcome = answer ?? { kind: "done", status: after.status };
  return {
    outcome,
    row: after,
    build: (firstSeq) => ({
      events,
      commands: [obeyed(order, outcome)],
      job: { row: { ...after, ranges: [...before.ranges, [firstSeq, firstSeq + events.length - 1]] }, isNew: !known },
    }),
  };
}

/** What a key's command writes. */
export function keyEntry(
  order: CommandRow,
  event: { status: EventDraft["status"]; message: string; data?: Record<string, unknown> },
  effect: Pick<Entry, "keyChange" | "breaksLock"> = {},
): Obedience {
  const outcome: CommandOutcome = { kind: "done" };
  const occurredAt = new Date().toISOString();
  const entry: Entry = {
    events: [
      { status: event.status, message: event.message, occurredAt, data: inlineJson({ ...told(order), ...event.data }) },
    ],
    commands: [obeyed(order, outcome)],
    ...effect,
  };
  return { outcome, build: () => entry };
}

export function cancelled(order: CommandRow, subject: Subject): Obedience {
  return jobEntry(order, subject, { status: "Cancelled", message: cancelMessage(order) }, (before, occurredAt) =>
    endedRow(before, "Cancelled", occurredAt),
  );
}

export function cancelMessage(order: CommandRow): string {
  return `Cancelled by ${said(order)}`;
}

/** Who, and why if they said so. */
export function said({ by, command }: CommandRow): string {
  return command.reason === undefined ? by.name : `${by.name}: ${command.reason}`;
}

/** What the event of a command tells of it. */
export function told({ commandId, by, command }: CommandRow): { commandId: string; by: Operator; reason?: string } {
  return { commandId, by, ...(command.reason === undefined ? {} : { reason: command.reason }) };
}

/** A job that the ledger learns of before it has started. */
function arrivedRow(row: InboxRow): JobRow {
  const arrived = { ...newJobRow(row), attempts: [], ranges: [] };
  return row.runAt === undefined
    ? { ...arrived, status: "Waiting" }
    : { ...arrived, status: "Scheduled", nextAt: row.runAt };
}
