import { limits } from "@baton/contracts";
import { type LeaseHold, monotonicNow } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import type { AbortReason } from "@baton/sdk";
import type { EndedAttempt, EntryBuilder, LedgerEvent } from "@baton/store";
import { AttemptAbort } from "./attempt-abort.ts";
import { AttemptRecord } from "./attempt-record.ts";
import type { ThreadResult } from "./attempt-threads.ts";
import { Backlog } from "./backlog.ts";
import { closeRange } from "./claim-entry.ts";
import type { EngineDeps } from "./engine-deps.ts";
import type { JobOutcome } from "./job-outcome.ts";
import { type Settlement, settlementFor } from "./outcome-events.ts";
import type { StartedAttempt } from "./start-entry.ts";

export type AttemptRunnerOptions = {
  started: StartedAttempt;
  hold: LeaseHold;
  append: (build: EntryBuilder, options?: { gather?: boolean }) => Promise<LedgerEvent[]>;
  stopping: AbortSignal;
  deps: EngineDeps;
  logger: Logger;
};

/** An attempt that has ended in its thread, with the entry that says so. */
export type AttemptEnd = {
  build: EntryBuilder;
  ended: EndedAttempt;
  /** The job has reached its end; otherwise it goes on later. */
  isOver: boolean;
  /** Tells the log, once the entry is on the record. */
  tell: () => void;
};

/** Takes one started attempt through its thread; what it says goes onto the record. */
export class AttemptRunner {
  readonly #options: AttemptRunnerOptions;
  readonly #record: AttemptRecord;
  readonly #backlog = new Backlog();
  /** Aborts when something could not be recorded: the attempt must not go on unseen. */
  readonly #unrecorded = new AbortController();

  constructor(options: AttemptRunnerOptions) {
    this.#options = options;
    const { started, deps, append, logger } = options;
    this.#record = new AttemptRecord({
      job: started.prepared.row,
      attempt: started.attempt,
      files: deps.files,
      append,
      backlog: this.#backlog,
      onFailed: (err) => this.#unrecorded.abort(err),
      logger,
    });
  }

  /** @throws what the ledger or the lost lock says: then nothing more can be recorded under this hold. */
  async run(): Promise<AttemptEnd> {
    // The start may have taken long, and no code may begin when the lock is not ours any more.
    this.#options.hold.throwIfLost();
    const outcome = await this.#runInThread();
    await this.#record.flush();
    this.#unrecorded.signal.throwIfAborted();
    this.#options.hold.throwIfLost();
    return this.#end(outcome);
  }

  async #runInThread(): Promise<JobOutcome> {
    const { started, hold, deps, logger } = this.#options;
    const { job, recordedSteps } = started.prepared;
    const timeoutMs = job.timeoutMs ?? deps.threads.types.get(job.type)?.timeoutMs ?? limits.defaultTimeoutMs;
    const lost = AbortSignal.any([hold.lost, this.#unrecorded.signal]);
    const aborting = new AttemptAbort(lost, this.#options.stopping, timeoutMs, deps.settings.stopGraceMs);
    const { payload, ...header } = job;
    const startedMs = monotonicNow();
    hold.attemptIsUnderWay(true);
    try {
      const result = await deps.threads.run({
        task: {
          job: header,
          payloadText: JSON.stringify(payload),
          backlog: this.#backlog.buffer,
          attempt: started.attempt,
          fence: started.fencingToken,
          recordedSteps,
          deadline: hold.deadline.buffer,
        },
        onEvent: (event, recorded) => this.#record.add(event, () => this.#goOn(recorded)),
        abort: aborting.promise,
        lockLost: aborting.lockLost,
      });
      const durationMs = Math.round(monotonicNow() - startedMs);
      const outcome = outcomeOf(result, aborting.reason, timeoutMs, durationMs);
      logger.debug({ outcome: outcome.kind, durationMs }, "Attempt ended");
      return outcome;
    } finally {
      hold.attemptIsUnderWay(false);
      aborting.dispose();
    }
  }

  /** A step is on the record; its code goes on only under a lock that is still ours, however long the record took. */
  #goOn(recorded: () => void): void {
    try {
      this.#options.hold.throwIfLost();
      recorded();
    } catch (err) {
      this.#options.logger.debug({ err }, "The lock was lost while a step was recorded");
    }
  }

  async #end(outcome: JobOutcome): Promise<AttemptEnd> {
    const { started, hold, deps } = this.#options;
    const { row } = started;
    const resultText = outcome.kind === "completed" ? outcome.resultText : undefined;
    const result = resultText === undefined ? undefined : await deps.files.keep(row.tenantId, row.jobId, resultText);
    const endedAt = new Date().toISOString();
    const settlement = settlementFor(outcome, row, endedAt, result);
    const ended = { jobId: row.jobId, workerId: deps.worker.workerId, fence: hold.fence, endedAt };
    return {
      build: (firstSeq) => endEntry(settlement, ended, firstSeq),
      ended,
      isOver: settlement.row.endedAt !== undefined,
      tell: () => this.#tell(outcome, settlement),
    };
  }

  #tell(outcome: JobOutcome, { events }: Settlement): void {
    const level = outcome.kind === "completed" || outcome.kind === "interrupted" ? "info" : "error";
    for (const { status, message } of events)
      this.#options.logger[level]({ status, durationMs: outcome.durationMs }, message);
  }
}

function endEntry({ events, row }: Settlement, ended: EndedAttempt, firstSeq: number) {
  const ranges = closeRange(row.ranges, firstSeq + events.length - 1);
  return { events, job: { row: { ...row, ranges }, isNew: false }, running: null, ended };
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
