import { type HeadFailure, limits, type RunningJob } from "@baton/contracts";
import { type LeaseHold, monotonicNow } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import { activeTraceparent, boundToSpan, tellSpan, underSpan } from "@baton/runtime/tracing";
import type {
  CommandRow,
  EndedAttempt,
  Entry,
  EntryBuilder,
  JobRow,
  LedgerEvent,
  ObeyedCommand,
  StoredText,
} from "@baton/store";
import { AttemptAbort } from "./attempt-abort.ts";
import { AttemptRecord } from "./attempt-record.ts";
import type { ThreadEnd, ThreadEvent } from "./attempt-threads.ts";
import { Backlog } from "./backlog.ts";
import { closeRange } from "./claim-entry.ts";
import { obeyed } from "./command-entries.ts";
import type { EngineDeps } from "./engine-deps.ts";
import type { JobOutcome } from "./job-outcome.ts";
import { KeptTexts } from "./kept-texts.ts";
import { type Settlement, settlementFor } from "./outcome-events.ts";
import { retryPolicyOf } from "./retry-policy.ts";
import type { StartedAttempt } from "./start-entry.ts";

export type AttemptRunnerOptions = {
  started: StartedAttempt;
  hold: LeaseHold;
  append: (build: EntryBuilder, options?: { gather?: boolean }) => Promise<LedgerEvent[]>;
  stopping: AbortSignal;
  /** The key's own word on what happens when its job fails. */
  policy: () => HeadFailure | undefined;
  deps: EngineDeps;
  logger: Logger;
};

/** An attempt that has ended in its thread, with the entry that says so. */
export type AttemptEnd = {
  /** @param orders commands to cancel it, which its end answers. */
  build: (orders: CommandRow[]) => EntryBuilder;
  ended: EndedAttempt;
  /** The job's row as the entry leaves it; ended, or to go on at once or later. */
  row: JobRow;
  /** What comes next must be chosen anew: the job's failure holds others back. */
  stopsLine: boolean;
  /** Tells the log, once the entry is on the record. */
  tell: () => void;
};

/** Takes one started attempt through its thread; what it says goes onto the record. */
export class AttemptRunner {
  readonly #options: AttemptRunnerOptions;
  readonly #texts: KeptTexts;
  readonly #record: AttemptRecord;
  readonly #backlog = new Backlog();
  /** Aborts when something could not be recorded: the attempt must not go on unseen. */
  readonly #unrecorded = new AbortController();
  readonly #orders: CommandRow[] = [];
  #aborting: AttemptAbort | undefined;

  constructor(options: AttemptRunnerOptions) {
    this.#options = options;
    const { started, hold, deps, append, logger } = options;
    const job = started.prepared.row;
    this.#texts = new KeptTexts({ job, files: deps.files, results: deps.results, hold, logger });
    this.#record = new AttemptRecord({
      jobId: job.jobId,
      attempt: started.attempt,
      texts: this.#texts,
      append,
      backlog: this.#backlog,
      onFailed: (err) => this.#unrecorded.abort(err),
      logger,
    });
  }

  /** The attempt as lists show it. */
  get shown(): RunningJob {
    const { started, hold } = this.#options;
    const { keyId, jobId, name, type, tenantId, lockKey } = started.prepared.row;
    const { progress } = this.#record;
    return {
      ...{ jobId, name, type, tenantId, lockKey, keyId },
      attempt: started.attempt,
      fence: hold.fence,
      startedAt: started.row.attempts.at(-1)?.startedAt ?? new Date().toISOString(),
      ...(progress ? { progress } : {}),
    };
  }

  /** Ends the attempt, gently first. Its end answers the command. */
  cancel(order: CommandRow): void {
    this.#orders.push(order);
    this.#aborting?.cancel();
  }

  /** The commands that came in time to be answered by its end. */
  takeOrders(): CommandRow[] {
    return this.#orders.splice(0);
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
    this.#aborting = aborting;
    if (this.#orders.length > 0) aborting.cancel();
    const { payload, ...header } = job;
    const startedMs = monotonicNow();
    hold.attemptIsUnderWay(true);
    try {
      const end = await deps.threads.run({
        task: {
          job: header,
          payloadText: JSON.stringify(payload),
          backlog: this.#backlog.buffer,
          attempt: started.attempt,
          fence: started.fencingToken,
          recordedSteps,
          deadline: hold.deadline.buffer,
          traceparent: activeTraceparent(),
        },
        onEvent: boundToSpan((event, recorded) => this.#note(event, recorded)),
        abort: aborting.promise,
        lockLost: aborting.lockLost,
      });
      const durationMs = Math.round(monotonicNow() - startedMs);
      const outcome = outcomeOf(end, this.#orders[0], timeoutMs, durationMs);
      logger.debug({ outcome: outcome.kind, durationMs }, "Attempt ended");
      tellSpan({ "baton.outcome": outcome.kind }, failureOf(outcome));
      return outcome;
    } finally {
      hold.attemptIsUnderWay(false);
      aborting.dispose();
    }
  }

  #note(event: ThreadEvent, recorded: () => void): void {
    const span = event.kind === "step" ? event.traceparent : undefined;
    underSpan(span, () => this.#record.add(event, () => this.#goOn(recorded)));
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
    deps.admission.ended(started.prepared.row, outcome);
    const resultText = outcome.kind === "completed" ? outcome.resultText : undefined;
    const result = resultText === undefined ? undefined : await this.#keepResult(resultText);
    const endedAt = new Date().toISOString();
    const settlement = settlementFor(outcome, row, endedAt, result, {
      ...retryPolicyOf(started.prepared.job, deps.threads.types.get(row.type)),
      onHeadFailure: this.#options.policy() ?? deps.threads.types.get(row.type)?.onHeadFailure ?? "yield",
      now: deps.storage.clock.latestNow(),
      random: deps.random,
    });
    const ended = { jobId: row.jobId, workerId: deps.worker.workerId, fence: hold.fence, endedAt };
    const isOver = settlement.row.endedAt !== undefined;
    return {
      build: (orders) => {
        const answers = isOver ? orders.map((order) => answerTo(order, settlement.row)) : [];
        return (firstSeq) => endEntry(settlement, ended, firstSeq, answers);
      },
      stopsLine: settlement.keyChange !== undefined,
      ended,
      row: settlement.row,
      tell: () => this.#tell(outcome, settlement),
    };
  }

  /** One with a time to live never lies in the record itself, from which nothing is removed. */
  #keepResult(text: string): Promise<StoredText> {
    const { started, deps } = this.#options;
    const ttlSeconds = started.prepared.job.resultTtl ?? deps.settings.resultTtlSeconds;
    if (ttlSeconds === undefined) return this.#texts.keep(text);
    return this.#texts.keep(text, new Date(deps.storage.clock.now().getTime() + ttlSeconds * 1000));
  }

  #tell(outcome: JobOutcome, { events }: Settlement): void {
    const level = outcome.kind === "completed" || outcome.kind === "interrupted" ? "info" : "error";
    for (const { status, message } of events)
      this.#options.logger[status === "RetryScheduled" ? "warn" : level](
        { event: status, durationMs: outcome.durationMs },
        message,
      );
  }
}

function endEntry(
  { events, row, keyEvents, keyChange }: Settlement,
  ended: EndedAttempt,
  firstSeq: number,
  commands: ObeyedCommand[],
): Entry {
  const ranges = closeRange(row.ranges, firstSeq + events.length - 1);
  return {
    events: [...events, ...keyEvents],
    job: { row: { ...row, ranges }, isNew: false },
    running: null,
    ended,
    commands,
    ...(keyChange ? { keyChange } : {}),
  };
}

function answerTo(order: CommandRow, { status }: JobRow): ObeyedCommand {
  return obeyed(order, status === "Cancelled" ? { kind: "done", status } : { kind: "already-finished", status });
}

/** What a trace calls it. */
function failureOf(outcome: JobOutcome): string | undefined {
  if (outcome.kind === "failed") return outcome.error.name;
  return outcome.kind === "timed-out" ? "timed-out" : undefined;
}

/** Under a lock that is still ours; under a lost one nothing is recorded, whatever the end. */
function outcomeOf(end: ThreadEnd, order: CommandRow | undefined, timeoutMs: number, durationMs: number): JobOutcome {
  if (end.aborted === "timed-out") return { kind: "timed-out", afterMs: timeoutMs, durationMs };
  if (end.kind === "returned") return { kind: "completed", resultText: end.resultText, durationMs };
  if (end.aborted === "cancelled" && order) return { kind: "cancelled", order, durationMs };
  if (end.aborted === "shutdown") return { kind: "interrupted", by: "shutdown", durationMs };
  return { kind: "failed", error: end.error, strike: end.kind === "died", durationMs };
}
