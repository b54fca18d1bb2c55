import { odata } from "@azure/data-tables";
import type { LineJob, LockLine, WaitingReason } from "@baton/contracts";
import { inboxRowFromEntity, type WaitingRow } from "../inbox/inbox-row.ts";
import { keyId as keyIdOf } from "../key-id.ts";
import { readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { whyHeldBack } from "./held-back.ts";
import { type JobMarks, readJobMarks } from "./job-marks.ts";
import { type IdleJob, type LineFacts, reasonInLine } from "./waiting-reasons.ts";
import { WorkerRegistry } from "./worker-registry.ts";

/** A place in a line: the row key of the last job that was told of, and how many due ones there were until then. */
export type LinePlace = { rowKey: string; ahead: number };

/** What a page shows of a row; the submission stays in storage. */
const columns = [
  "PartitionKey",
  "RowKey",
  "JobId",
  "TenantId",
  "LockKey",
  "Type",
  "Name",
  "Priority",
  "CreatedAt",
  "SubmittedBy",
  "CorrelationId",
  "ReceivedAt",
  "RunAt",
];

/** The jobs that wait for a key, in order, and why. */
export class KeyLine {
  readonly #storage: Storage;
  readonly #workers: WorkerRegistry;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#workers = new WorkerRegistry(storage);
  }

  /** So many of them. Four requests, and two for each job type that limits may hold back. */
  async page(key: { tenantId: string; lockKey: string }, limit: number, after?: LinePlace): Promise<LockLine> {
    const keyId = keyIdOf(key.tenantId, key.lockKey);
    const [read, workers, rows] = await Promise.all([
      readHead(this.#storage.ledger, keyId),
      this.#workers.live(),
      this.#rows(keyId, limit + 1, after?.rowKey),
    ]);
    const { running, key: state } = read?.head ?? {};
    const facts = { now: this.#storage.clock.now(), workers, state, running };
    const shown = rows.slice(0, limit);
    const waiting = firstOfEachJob(shown.filter(({ jobId }) => jobId !== running?.jobId));
    const ahead = after?.ahead ?? 0;
    const jobs = await this.#jobs(keyId, waiting, facts, ahead);
    const last = rows.length > limit ? shown.at(-1)?.rowKey : undefined;
    const due = waiting.filter(isDue).length;
    return { jobs, ...(last === undefined ? {} : { cursor: placeText({ rowKey: last, ahead: ahead + due }) }) };
  }

  async #jobs(keyId: string, rows: WaitingRow[], facts: LineFacts, ahead: number): Promise<LineJob[]> {
    const marks = await readJobMarks(
      this.#storage.ledger,
      keyId,
      rows.map(({ jobId }) => jobId),
    );
    const heldBack = this.#onceForEachType(facts);
    return Promise.all(
      rows.map(async (row, place) => {
        const job = idleJob(row, marks.get(row.jobId));
        return lineJob(row, await reasonInLine(job, facts, ahead + place, () => heldBack(row.type)));
      }),
    );
  }

  #onceForEachType({ state }: LineFacts): (type: string) => Promise<WaitingReason | undefined> {
    const asked = new Map<string, Promise<WaitingReason | undefined>>();
    return (type) => {
      const answer = asked.get(type) ?? whyHeldBack(this.#storage, type, state);
      asked.set(type, answer);
      return answer;
    };
  }

  /** Due ones first, then those for later. */
  async #rows(keyId: string, limit: number, after: string | undefined): Promise<WaitingRow[]> {
    const due = after?.startsWith("later:") ? [] : await this.#range(keyId, after ?? "wait:", "wait;", limit);
    if (due.length >= limit) return due;
    const from = after?.startsWith("later:") ? after : "later:";
    return [...due, ...(await this.#range(keyId, from, "later;", limit - due.length))];
  }

  async #range(keyId: string, after: string, to: string, limit: number): Promise<WaitingRow[]> {
    const filter = odata`PartitionKey eq ${keyId} and RowKey gt ${after} and RowKey lt ${to}`;
    const rows = this.#storage.inbox.listEntities<Record<string, unknown>>({
      queryOptions: { filter, select: columns },
    });
    const found: WaitingRow[] = [];
    for await (const page of rows.byPage({ maxPageSize: limit })) {
      found.push(...page.map(inboxRowFromEntity));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }
}

/** A place as it stands in an answer. */
function placeText({ ahead, rowKey }: LinePlace): string {
  return `${ahead} ${rowKey}`;
}

/** Undefined when the text is none. */
export function placeFrom(text: string): LinePlace | undefined {
  const [, ahead, rowKey] = /^(\d{1,9}) ((?:wait|later):[0-9a-f:-]{1,80})$/.exec(text) ?? [];
  return ahead === undefined || rowKey === undefined ? undefined : { ahead: Number(ahead), rowKey };
}

/** A job that is being moved has two rows for a moment. */
function firstOfEachJob(rows: WaitingRow[]): WaitingRow[] {
  const seen = new Set<string>();
  return rows.filter(({ jobId }) => !seen.has(jobId) && seen.add(jobId));
}

function isDue({ rowKey }: WaitingRow): boolean {
  return rowKey.startsWith("wait:");
}

function idleJob(row: WaitingRow, marks: JobMarks | undefined): IdleJob {
  const { jobId, keyId, type, rowKey, runAt } = row;
  const nextAt = marks?.nextAt ?? runAt;
  const lastError = marks?.error?.message;
  return {
    jobId,
    keyId,
    type,
    status: marks?.status ?? (runAt === undefined ? "Waiting" : "Scheduled"),
    rowKey,
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(marks ? { retry: { attempt: marks.failures + 1, ...(lastError === undefined ? {} : { lastError }) } } : {}),
  };
}

function lineJob(row: WaitingRow, waiting: WaitingReason): LineJob {
  const { jobId, type, name, priority, submittedBy, createdAt, receivedAt, rowKey } = row;
  return {
    jobId,
    type,
    name,
    priority,
    ...(submittedBy === undefined ? {} : { submittedBy }),
    createdAt,
    receivedAt,
    ...(rowKey.startsWith("wait:-:") ? { isInFront: true as const } : {}),
    waiting,
  };
}
