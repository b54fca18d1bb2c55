import { createHash } from "node:crypto";
import { type Command, isTerminal, parseLossless } from "@baton/contracts";
import {
  type CommandRow,
  dueRow,
  headerOf,
  type InboxRow,
  type JobRow,
  laterRow,
  type PayloadFiles,
  type StoredText,
} from "@baton/store";
import { answered, cancelled, jobEntry, keyEntry, type Obedience, type Subject, said } from "./command-entries.ts";

export type ObeyDeps = { files: PayloadFiles; now: () => Date };

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type JobCommand = Extract<Command, { jobId: string }>;

/** What a command about the key itself does. */
export function obeyKeyCommand(order: CommandRow, command: Exclude<Command, JobCommand>): Obedience {
  const since = new Date().toISOString();
  switch (command.kind) {
    case "pause":
      return keyEntry(
        order,
        { status: "KeyPaused", message: `Paused by ${said(order)}` },
        { keyChange: (state) => ({ ...state, paused: { by: order.by.name, reason: command.reason, since } }) },
      );
    case "resume":
      return keyEntry(
        order,
        { status: "KeyResumed", message: `Resumed by ${said(order)}` },
        { keyChange: ({ paused: _paused, parked: _parked, ...state }) => state },
      );
    case "set-policy": {
      const { policy } = command;
      const message =
        policy === null
          ? `Head-failure policy left to job types by ${said(order)}`
          : `Head-failure policy set to ${policy} by ${said(order)}`;
      return keyEntry(
        order,
        { status: "Log", message, data: { policy } },
        { keyChange: ({ policy: _policy, ...state }) => (policy === null ? state : { ...state, policy }) },
      );
    }
    case "force-unlock": {
      const { mayOverlap } = command;
      const message = `Lock broken by ${said(order)}${mayOverlap ? " (attempts may have overlapped)" : ""}`;
      return keyEntry(order, { status: "ForceUnlocked", message, data: { mayOverlap } }, { breaksLock: true });
    }
  }
}

/** What a command about a job does that is not running. */
export async function obeyJobCommand(
  order: CommandRow,
  command: JobCommand,
  subject: Subject,
  deps: ObeyDeps,
): Promise<Obedience> {
  const { known } = subject;
  if (command.kind === "replay") return replayed(order, command, known, deps);
  if (command.kind === "discard") return discarded(order, known);
  if (known && isTerminal(known.status)) return answered(order, { kind: "already-finished", status: known.status });
  switch (command.kind) {
    case "cancel":
      return cancelled(order, subject);
    case "set-priority":
      return reprioritised(order, subject, command);
    case "move-to-front":
      return jobEntry(
        order,
        subject,
        {
          status: "PriorityChanged",
          message: `Moved to the front by ${said(order)}`,
          data: { frontAt: order.createdAt },
        },
        (before) => ({ ...before, frontAt: order.createdAt }),
      );
    case "reschedule":
      return rescheduled(order, subject, command);
  }
}

/** A running job can only be cancelled. */
export function refusedWhileRunning(order: CommandRow): Obedience {
  return answered(order, { kind: "refused", because: "the job is running" });
}

function reprioritised(order: CommandRow, subject: Subject, { priority }: Of<"set-priority">): Obedience {
  const from = (subject.known ?? subject.row)?.priority;
  const event = {
    status: "PriorityChanged" as const,
    message: `Priority changed from ${from} to ${priority} by ${said(order)}`,
    data: { from, priority },
  };
  return jobEntry(order, subject, event, ({ frontAt: _front, ...before }) => ({ ...before, priority }));
}

function rescheduled(order: CommandRow, subject: Subject, { runAt }: Of<"reschedule">): Obedience {
  const nextAt = new Date(runAt).toISOString();
  const event = {
    status: "Rescheduled" as const,
    message: `Rescheduled to ${nextAt} by ${said(order)}`,
    data: { nextAt },
  };
  return jobEntry(order, subject, event, (before) => ({ ...before, status: "Scheduled", nextAt }));
}

function discarded(order: CommandRow, known: JobRow | undefined): Obedience {
  if (!known) return answered(order, { kind: "unknown-job" });
  if (known.status !== "DeadLettered")
    return answered(order, {
      kind: "refused",
      because: `only a dead-lettered job can be discarded; it is ${known.status}`,
    });
  const event = { status: "Discarded" as const, message: `Discarded by ${said(order)}` };
  return jobEntry(order, { known, row: undefined }, event, (before) => ({ ...before, status: "Discarded" }));
}

async function replayed(
  order: CommandRow,
  { newJobId }: Of<"replay">,
  known: JobRow | undefined,
  { files }: ObeyDeps,
): Promise<Obedience> {
  if (!known) return answered(order, { kind: "unknown-job" });
  if (!isTerminal(known.status))
    return answered(order, {
      kind: "refused",
      because: `only a job that has ended can be replayed; it is ${known.status}`,
    });
  const before = await files.read(known.request);
  const payload = order.payload && (await files.read(order.payload));
  const data = {
    newJobId,
    ...(payload === undefined ? {} : { payloadSha256: { before: payloadHash(before), after: sha256(payload) } }),
  };
  const event = { status: "Replayed" as const, message: `Replayed as job ${newJobId} by ${said(order)}`, data };
  const change = (row: JobRow) => ({ ...row, replayedBy: newJobId });
  return jobEntry(order, { known, row: undefined }, event, change, { kind: "done", newJobId });
}

/** The inbox row of a replay: the submission as it was, but for its id, its time, and its payload if there is another. */
export async function replayRow(
  order: CommandRow,
  command: Of<"replay">,
  known: JobRow,
  files: PayloadFiles,
  now: Date,
): Promise<InboxRow> {
  const { newJobId: jobId } = command;
  const {
    jobId: _id,
    runAt: _runAt,
    delayMs: _delay,
    createdAt: _created,
    ...request
  } = parseLossless(await files.read(known.request)) as Record<string, unknown>;
  const payload = order.payload === undefined ? {} : { payload: parseLossless(await files.read(order.payload)) };
  const text = JSON.stringify({ ...request, ...payload, jobId, replayOf: known.jobId });
  const stored: StoredText = await files.keep(known.tenantId, jobId, text);
  const row = {
    ...headerOf(known),
    jobId,
    createdAt: order.createdAt,
    keyId: order.keyId,
    rowKey: "",
    request: stored,
    receivedAt: now.toISOString(),
  };
  return dueRow(row);
}

/** Where a job's row belongs, by the ledger's word. */
export function placeOf(row: InboxRow, known: JobRow, now: Date): InboxRow {
  const at = known.nextAt === undefined ? undefined : new Date(known.nextAt);
  return at && at > now ? laterRow({ ...row, priority: known.priority }, at) : dueRow(row, known);
}

function payloadHash(requestText: string): string {
  const { payload } = parseLossless(requestText) as { payload?: unknown };
  return sha256(JSON.stringify(payload ?? {}));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
