import { type Job, type Json, limits } from "@baton/contracts";
import { type LeaseHold, monotonicNow } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import type { AbortReason } from "@baton/sdk";
import {
  type EntryBuilder,
  type EventDraft,
  headerOf,
  type InboxRow,
  type JobRow,
  jobFromRequest,
  type LedgerEvent,
  type LedgerHead,
  readJobRow,
  readTrail,
  type StoredText,
} from "@baton/store";
import { AttemptAbort } from "./attempt-abort.ts";
import { arrivalEvents, resumedEvent } from "./attempt-events.ts";
import type { ThreadEvent, ThreadResult } from "./attempt-threads.ts";
import { Backlog } from "./backlog.ts";
import { closeRange } from "./claim-entry.ts";
import type { EngineDeps } from "./engine-deps.ts";
import type { JobOutcome } from "./job-outcome.ts";
import { inlineJson, settlementFor } from "./outcome-events.ts";
import type { RecordedStep } from "./thread-protocol.ts";

export type AttemptRunnerOptions = {
  row: InboxRow;
  hold: LeaseHold;
  lastEnded: LedgerHead["lastEnded"];
  append: (build: EntryBuilder, options?: { gather?: boolean }) => Promise<LedgerEvent[]>;
  stopping: AbortSignal;
  deps: EngineDeps;
  logger: Logger;
};

/** `over`: the job has reached its end and its inbox row may go. `waits`: it goes on later. */
export type AttemptEnd = "over" | "waits";

/** Takes one waiting job through one attempt: look, start, run, settle. */
export class AttemptRunner {
  readonly #options: AttemptRunnerOptions;
  /** Records under way; the end of the attempt comes after them. */
  readonly #records: Promise<unknown>[] = [];
  readonly #backlog = new Backlog();
  /** Aborts when something could not be recorded: the attempt must not go on unseen. */
  readonly #unrecorded = new AbortController();

  constructor(options: AttemptRunnerOptions) {
    this.#options = options;
  }

  async run(): Promise<AttemptEnd> {
    const { row, deps } = this.#options;
    const known = await readJobRow(deps.storage.ledger, row.keyId, row.jobId);
    if (known?.endedAt) return this.#ignoreDuplicate(known, known.endedAt);

    const job = jobFromRequest(await deps.files.read(row.request), row.jobId, row.createdAt);
    const recordedSteps = known ? await this.#recordedSteps(known) : [];
    const { jobRow, fence } = await this.#start(known, recordedSteps.length);
    // The start may have taken long, and no code may begin when the lock is not ours any more.
    this.#options.hold.throwIfLost();
    const outcome = await this.#runInThread(job, jobRow.attempts.length, fence, recordedSteps);
    return this.#settle(jobRow, outcome);
  }

  /** The job reached its end before this row came: it was delivered or submitted once more. */
  async #ignoreDuplicate(known: JobRow, endedAt: string): Promise<AttemptEnd> {
    const { row, append, logger } = this.#options;
    // A row that is older than the job's end is a remnant: the holder died before it could remove it.
    if (row.receivedAt <= endedAt) return "over";
    logger.info("Duplicate ignored: the job had ended before");
    await append((firstSeq) => ({
      events: [
        {
          jobId: row.jobId,
          status: "DuplicateIgnored",
          message: `Duplicate ignored; the job is ${known.status}`,
          occurredAt: new Date().toISOString(),
          data: inlineJson({ receivedAt: row.receivedAt }),
        },
      ],
      job: { row: { ...known, ranges: [...known.ranges, [firstSeq, firstSeq]] }, isNew: false },
    }));
    return "over";
  }

  async #recordedSteps(known: JobRow): Promise<RecordedStep[]> {
    const { row, deps } = this.#options;
    const trail = await readTrail(deps.storage.ledger, row.keyId, known);
    const steps = trail.filter((event) => event.status === "Step");
    return Promise.all(
      steps.map(async (event) => ({
        name: event.step ?? "",
        resultText: event.data && (await deps.files.read(event.data)),
      })),
    );
  }

  async #start(known: JobRow | undefined, recordedSteps: number): Promise<{ jobRow: JobRow; fence: number }> {
    const { row, hold, append, deps, lastEnded, logger } = this.#options;
    const startedAt = new Date().toISOString();
    const { workerId } = deps.worker;
    const attempt = (known?.attempts.length ?? 0) + 1;
    const before: EventDraft[] = known ? [] : arrivalEvents(row, lastEnded);
    let jobRow: JobRow | undefined;
    let startedSeq = 0;
    logger.info({ fence: hold.fence, attempt }, `Lock acquired (fence ${hold.fence}). Starting job processing...`);
    await append((firstSeq) => {
      startedSeq = firstSeq + before.length;
      jobRow = {
        ...(known ?? newJobRow(row)),
        status: "Running",
        startedAt: known?.startedAt ?? startedAt,
        attempts: [...(known?.attempts ?? []), { attempt, workerId, fence: hold.fence, startedAt }],
        ranges: [...(known?.ranges ?? []), [firstSeq, null]],
      };
      const started: EventDraft = {
        jobId: row.jobId,
        status: "Started",
        message: "Job processing initiated",
        occurredAt: startedAt,
        attempt,
        data: inlineJson({ fencingToken: startedSeq }),
      };
      return {
        events: [
          ...before,
          started,
          ...(known ? [resumedEvent(known, row.jobId, attempt, startedAt, hold.fence, recordedSteps)] : []),
        ],
        job: { row: jobRow, isNew: !known },
        running: { jobId: row.jobId, attempt, fence: hold.fence, workerId, startedAt, startedSeq },
      };
    });
    if (!jobRow) throw new Error("The start was recorded without a row");
    return { jobRow, fence: startedSeq };
  }

  async #runInThread(job: Job, attempt: number, fence: number, recordedSteps: RecordedStep[]): Promise<JobOutcome> {
    const { hold, deps, logger } = this.#options;
    const timeoutMs = job.timeoutMs ?? deps.threads.types.get(job.type)?.timeoutMs ?? limits.defaultTimeoutMs;
    const lost = AbortSignal.any([hold.lost, this.#unrecorded.signal]);
    const aborting = new AttemptAbort(lost, this.#options.stopping, timeoutMs, deps.settings.stopGraceMs);
    const { payload, ...header } = job;
    const startedMs = monotonicNow();
    try {
      const result = await deps.threads.run({
        task: {
          job: header,
          payloadText: JSON.stringify(payload),
          backlog: this.#backlog.buffer,
          attempt,
          fence,
          recordedSteps,
          deadline: hold.deadline.buffer,
        },
        onEvent: (event, recorded) => this.#record(event, attempt, recorded),
        abort: aborting.promise,
        lockLost: aborting.lockLost,
      });
      const durationMs = Math.round(monotonicNow() - startedMs);
      const outcome = outcomeOf(result, aborting.reason, timeoutMs, durationMs);
      logger.debug({ outcome: outcome.kind, durationMs }, "Attempt ended");
      return outcome;
    } finally {
      aborting.dispose();
    }
  }

  #record(event: ThreadEvent, attempt: number, recorded: () => void): void {
    const { logger } = this.#options;
    logger[event.kind === "progress" ? "debug" : "info"](event.message);
    const isWaitedFor = event.kind === "step";
    const record = this.#append(event, attempt)
      .finally(() => isWaitedFor || this.#backlog.taken())
      .then(
        () => recorded(),
        // The thread is left waiting for its step; the abort ends it.
        (err) => this.#unrecorded.abort(err),
      );
    this.#records.push(record);
  }

  async #append(event: ThreadEvent, attempt: number): Promise<void> {
    const { row, append } = this.#options;
    const base = { jobId: row.jobId, message: event.message, occurredAt: new Date().toISOString(), attempt };
    const draft = await this.#draft(event, base);
    await append(() => ({ events: [draft] }), { gather: event.kind !== "step" });
  }

  async #draft(
    event: ThreadEvent,
    base: Pick<EventDraft, "jobId" | "message" | "occurredAt" | "attempt">,
  ): Promise<EventDraft> {
    switch (event.kind) {
      case "step": {
        const data = await this.#keep(event.resultText);
        return { ...base, status: "Step", step: event.name, durationMs: event.durationMs, ...(data ? { data } : {}) };
      }
      case "progress":
        return { ...base, status: "Progress", data: inlineJson({ done: event.done, total: event.total }) };
      case "log": {
        const data = await this.#keep(jsonText(event.data));
        return { ...base, status: "Log", ...(data ? { data } : {}) };
      }
    }
  }

  async #keep(text: string | undefined): Promise<StoredText | undefined> {
    const { row, deps } = this.#options;
    return text === undefined ? undefined : deps.files.keep(row.tenantId, row.jobId, text);
  }

  async #settle(jobRow: JobRow, outcome: JobOutcome): Promise<AttemptEnd> {
    const { row, hold, append, deps, logger } = this.#options;
    await Promise.all(this.#records);
    this.#unrecorded.signal.throwIfAborted();
    hold.throwIfLost();
    const result = await this.#keep(outcome.kind === "completed" ? outcome.resultText : undefined);
    const endedAt = new Date().toISOString();
    const settlement = settlementFor(outcome, jobRow, endedAt, result);
    await append((firstSeq) => ({
      events: settlement.events,
      job: {
        row: { ...settlement.row, ranges: closeRange(settlement.row.ranges, firstSeq + settlement.events.length - 1) },
        isNew: false,
      },
      running: null,
      ended: { jobId: row.jobId, workerId: deps.worker.workerId, fence: hold.fence, endedAt },
    }));
    const level = outcome.kind === "completed" || outcome.kind === "interrupted" ? "info" : "error";
    for (const event of settlement.events)
      logger[level]({ status: event.status, durationMs: outcome.durationMs }, event.message);
    return settlement.row.endedAt ? "over" : "waits";
  }
}

function outcomeOf(
  result: ThreadResult,
  aborted: AbortReason | undefined,
  timeoutMs: number,
  durationMs: number,
): JobOutcome {
  if (aborted === "timed-out") return { kind: "timed-out", afterMs: timeoutMs, durationMs };
  if (aborted === "lock-lost") return { kind: "interrupted", by: "lock-lost", durationMs };
  if (result.kind === "returned") return { kind: "completed", resultText: result.resultText, durationMs };
  if (aborted === "shutdown") return { kind: "interrupted", by: "shutdown", durationMs };
  return { kind: "failed", error: result.error, durationMs };
}

function newJobRow(row: InboxRow): Omit<JobRow, "status" | "attempts" | "ranges"> {
  return { ...headerOf(row), request: row.request, queuedAt: row.receivedAt, failures: 0, strikes: 0 };
}

function jsonText(data: Json | undefined): string | undefined {
  return data === undefined ? undefined : JSON.stringify(data);
}
