import { createHash } from "node:crypto";
import { type EventStatus, isTerminal, type JobError, type JobStatus } from "@baton/contracts";
import canonicalize from "canonicalize";
import { clockOffHours } from "../id-clock.ts";
import type { JobHeader } from "../job-header.ts";
import type { AttemptRecord, JobRow } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import type { StoredText } from "../stored-text.ts";
import { parsedData } from "./event-data.ts";

/** What a job's events say of it: what its row must say, too. */
type JobState = {
  status: JobStatus;
  queuedAt?: string;
  nextAt?: string;
  runsAlone?: true;
  /** As an operator has set it; else it is what was submitted. */
  priority?: number;
  frontAt?: string;
  replayedBy?: string;
  startedAt?: string;
  endedAt?: string;
  attempts: AttemptRecord[];
  failures: number;
  strikes: number;
  ranges: [first: number, last: number | null][];
  result?: StoredText;
  error?: JobError;
  /** What its first event told of the submission. */
  told?: Record<string, unknown>;
  /** Its first events lie before the segment: it cannot be compared. */
  partial?: true;
};

const statusAfter: Partial<Record<EventStatus, JobStatus>> = {
  Queued: "Waiting",
  Started: "Running",
  Interrupted: "Waiting",
  RetryScheduled: "Retrying",
  Rescheduled: "Scheduled",
  Completed: "Completed",
  Cancelled: "Cancelled",
  DeadLettered: "DeadLettered",
  Discarded: "Discarded",
};
const planning = new Set<EventStatus>(["Queued", "RetryScheduled", "Rescheduled"]);
const opening = new Set<EventStatus>(["Started"]);
const outcomes = new Set<EventStatus>(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);
const closing = new Set<EventStatus>([...outcomes, "DeadLettered", "Discarded"]);
const afterEnd = new Set<EventStatus>(["DuplicateIgnored", "Replayed", "PriorityChanged", "Log"]);

/** Recomputes the `job:` rows of one key from its events, oldest first, and compares them with those found. */
export class JobHistory {
  readonly #isSegment: boolean;
  /** Ended jobs are kept packed: a key may have hundreds of thousands. */
  readonly #jobs = new Map<string, JobState | string>();

  constructor({ isSegment }: { isSegment: boolean }) {
    this.#isSegment = isSegment;
  }

  get jobIds(): IterableIterator<string> {
    return this.#jobs.keys();
  }

  /** Whether all of the job's events were seen. */
  isWhole(jobId: string): boolean {
    const state = this.#stateOf(jobId);
    return state !== undefined && !state.partial;
  }

  /** @returns why the event cannot follow what its job's earlier events say. */
  take(event: LedgerEvent): string | undefined {
    const { jobId } = event;
    if (jobId === undefined) return undefined;
    const state = this.#stateOf(jobId) ?? this.#newState(event);
    const reason = state.endedAt === undefined ? attemptReason(event, state) : endReason(event, state);
    if (reason === undefined) apply(event, state);
    this.#jobs.set(jobId, state.endedAt === undefined ? state : JSON.stringify(state));
    return reason;
  }

  /** @returns where the row and the job's events differ. */
  difference(row: JobRow): string | undefined {
    const state = this.#stateOf(row.jobId);
    if (!state) return "no event of the job is on the record";
    if (state.partial) return undefined;
    const priority = state.priority === undefined ? undefined : row.priority;
    const found = { ...comparable(row), priority, submission: submissionOf(row, state.told) };
    const expected = { ...comparable(state), priority: state.priority, submission: state.told ?? {} };
    for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
      const [has, should] = [canonicalize(found[name] ?? null), canonicalize(expected[name] ?? null)];
      if (has !== should) return `its ${name} is ${shown(has)}, its events say ${shown(should)}`;
    }
    return undefined;
  }

  #stateOf(jobId: string): JobState | undefined {
    const state = this.#jobs.get(jobId);
    return typeof state === "string" ? (JSON.parse(state) as JobState) : state;
  }

  #newState(event: LedgerEvent): JobState {
    const partial = this.#isSegment && event.status !== "Queued";
    const state: JobState = { status: "Waiting", attempts: [], failures: 0, strikes: 0, ranges: [] };
    return partial ? { ...state, partial } : state;
  }
}

/** The hash of a submission's text as its row keeps it: of a blob, its name's last part. */
function requestHash(request: StoredText): string {
  if (request.kind === "blob") return request.blob.slice(request.blob.lastIndexOf("/") + 1);
  return createHash("sha256").update(request.text, "utf8").digest("hex");
}

/** What a job's first event tells of the submission, so that the chain vouches for it, too. */
export function submissionFacts(row: JobHeader & { request: StoredText; receivedAt: string }) {
  const { type, name, createdAt, submittedBy, correlationId } = row;
  const hours = clockOffHours(row.jobId, row.receivedAt);
  return {
    type,
    name,
    createdAt,
    ...(submittedBy === undefined ? {} : { submittedBy }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(hours === undefined ? {} : { clockOffHours: hours }),
    requestSha256: requestHash(row.request),
  };
}

function submissionOf(row: JobRow, told: Record<string, unknown> | undefined): Record<string, unknown> {
  return told === undefined ? {} : submissionFacts({ ...row, receivedAt: row.queuedAt });
}

function endReason(event: LedgerEvent, state: JobState): string | undefined {
  // An operator has seen the dead letter.
  if (event.status === "Discarded" && state.status === "DeadLettered") return undefined;
  if (afterEnd.has(event.status) && event.attempt === undefined) return undefined;
  if (isTerminal(statusAfter[event.status] ?? "Waiting")) return `job ${event.jobId} ended a second time`;
  if (event.status === "Started") return `job ${event.jobId} began again after its end`;
  return `job ${event.jobId} had ended before`;
}

function attemptReason(event: LedgerEvent, state: JobState): string | undefined {
  if (event.status !== "Started" || event.attempt === undefined || state.partial) return undefined;
  const expected = state.attempts.length + 1;
  return event.attempt === expected ? undefined : `it is attempt ${event.attempt}, expected ${expected}`;
}

function apply(event: LedgerEvent, state: JobState): void {
  applyRange(event, state);
  applyOutcome(event, state);
  if (event.status === "Queued") {
    state.queuedAt = event.occurredAt;
    const { nextAt: _plan, ...told } = parsedData(event) ?? {};
    if (told["requestSha256"] !== undefined) state.told = told;
  }
  if (event.status === "Started") {
    state.startedAt ??= event.occurredAt;
    const { attempt = 0, workerId, fence, occurredAt: startedAt } = event;
    state.attempts.push({ attempt, workerId, fence, startedAt });
  }
  state.status = statusAfter[event.status] ?? state.status;
  applyPlan(event, state);
  applyCommand(event, state);
  if (isTerminal(state.status)) state.endedAt ??= event.occurredAt;
}

/** What operators have said of the job. */
function applyCommand(event: LedgerEvent, state: JobState): void {
  const data = parsedData(event);
  if (event.status === "Replayed") state.replayedBy = String(data?.["newJobId"]);
  if (event.status !== "PriorityChanged") return;
  if (typeof data?.["frontAt"] === "string") state.frontAt = data["frontAt"];
  if (typeof data?.["priority"] !== "number") return;
  state.priority = data["priority"];
  delete state.frontAt;
}

/** When the job goes on, and whether by itself. */
function applyPlan(event: LedgerEvent, state: JobState): void {
  const data = parsedData(event);
  if (planning.has(event.status)) {
    if (typeof data?.["nextAt"] === "string") state.nextAt = data["nextAt"];
    if (event.status === "Queued" && state.nextAt !== undefined) state.status = "Scheduled";
  } else if (event.status === "Started" || isTerminal(state.status)) delete state.nextAt;
  const isOwnEnd = isOutcome(event.status) && event.status !== "Interrupted";
  if (event.status === "Interrupted" && data?.["by"] === "worker-lost") state.runsAlone = true;
  else if (isOwnEnd || isTerminal(state.status)) delete state.runsAlone;
}

function applyRange({ seq, status }: LedgerEvent, state: JobState): void {
  const last = state.ranges.at(-1);
  if (last && last[1] === null) {
    if (closing.has(status)) last[1] = seq;
  } else if (last && last[1] === seq - 1) last[1] = opening.has(status) ? null : seq;
  else state.ranges.push([seq, opening.has(status) ? null : seq]);
}

function applyOutcome(event: LedgerEvent, state: JobState): void {
  const open = state.attempts.at(-1);
  if (!isOutcome(event.status)) return;
  if (open && open.endedAt === undefined) Object.assign(open, { endedAt: event.occurredAt, outcome: event.status });
  if (event.status === "Completed") {
    if (event.data) state.result = event.data;
    delete state.error;
    return;
  }
  const data = parsedData(event);
  if (event.status === "Failed" || event.status === "TimedOut") state.failures += 1;
  if (event.status === "Failed" && data) state.error = errorIn(data);
  if (event.status === "TimedOut") state.error = { name: "TimeoutError", message: event.message };
  if (data?.["strike"] === true) state.strikes += 1;
}

/** Beside the error, the event says whether the failure was a strike. */
function errorIn({ strike: _strike, ...error }: Record<string, unknown>): JobError {
  return error as JobError;
}

function isOutcome(status: EventStatus): status is NonNullable<AttemptRecord["outcome"]> {
  return outcomes.has(status);
}

function comparable(job: Omit<JobState, "queuedAt"> & { queuedAt?: string }) {
  return {
    status: job.status,
    attempts: job.attempts,
    failures: job.failures,
    strikes: job.strikes,
    ranges: joined(job.ranges),
    queuedAt: job.queuedAt,
    nextAt: job.nextAt,
    runsAlone: job.runsAlone,
    frontAt: job.frontAt,
    replayedBy: job.replayedBy,
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    result: job.result,
    error: job.error,
  };
}

/** Ranges that touch are one. */
function joined(ranges: JobState["ranges"]): JobState["ranges"] {
  const result: JobState["ranges"] = [];
  for (const [first, last] of ranges) {
    const before = result.at(-1);
    if (before && before[1] === first - 1) before[1] = last;
    else result.push([first, last]);
  }
  return result;
}

function shown(json: string | undefined): string {
  const most = 120;
  const text = json ?? "nothing";
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
