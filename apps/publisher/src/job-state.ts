import {
  type EventStatus,
  isTerminal,
  type Job,
  type JobEvent,
  type JobStatus,
  type Progress,
  progressSchema,
} from "@baton/contracts";
import type { Outcome } from "./job-system.ts";

/** What is known here of one job: what became of its submission, and what its events told so far. */
export type JobState = {
  job: Job;
  submission: "sending" | "retrying" | Exclude<Outcome["kind"], "duplicate">;
  /** Why it was not submitted, as far as the answer says. */
  because: string;
  /** Undefined until an event tells it. */
  status: JobStatus | undefined;
  message: string;
  progress: Progress | undefined;
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  /** When the last of this was heard; milliseconds. */
  heardAt: number;
  /** Place of the newest event in the ledger; events of an older place change nothing. */
  seq: number;
};

// What an event means for where the job stands; undefined: nothing.
const statusAfter: Record<EventStatus, JobStatus | undefined> = {
  Submitted: "Submitted",
  Queued: "Waiting",
  Deferred: "Waiting",
  LockAcquired: undefined,
  Started: "Running",
  Step: "Running",
  Progress: "Running",
  Log: "Running",
  Completed: "Completed",
  Failed: "Retrying",
  TimedOut: "Retrying",
  RetryScheduled: "Retrying",
  Interrupted: "Waiting",
  Resumed: "Running",
  Cancelled: "Cancelled",
  DeadLettered: "DeadLettered",
  Replayed: undefined,
  Discarded: "Discarded",
  DuplicateIgnored: undefined,
  LockReleased: undefined,
  LockLost: undefined,
  KeyPaused: undefined,
  KeyResumed: undefined,
  KeyParked: undefined,
  PriorityChanged: undefined,
  Rescheduled: "Scheduled",
  ForceUnlocked: undefined,
};

export function newJobState(job: Job): JobState {
  return {
    job,
    submission: "sending",
    because: "",
    status: undefined,
    message: "",
    progress: undefined,
    startedAt: undefined,
    endedAt: undefined,
    heardAt: Date.now(),
    seq: 0,
  };
}

export function afterEvent(state: JobState, event: JobEvent): JobState {
  if (isOver(state)) return state;
  const status = statusAfter[event.status] ?? state.status;
  // The end counts even when it is told late: nothing that follows it takes it back.
  if (isOld(event, state) && !isOver({ status })) return state;
  const at = new Date(event.occurredAt);
  return {
    ...state,
    // Whoever tells of the job has it, even if the broker's answer was lost.
    submission: "accepted",
    status,
    message: messageAfter(state, event),
    progress: event.status === "Progress" ? (progressOf(event) ?? state.progress) : state.progress,
    startedAt: event.status === "Started" ? at : state.startedAt,
    endedAt: isOver({ status }) ? at : undefined,
    heardAt: Date.now(),
    seq: Math.max(state.seq, event.seq),
  };
}

// What is told before the ledger says it has no place of its own (0), and may come again from the record.
function isOld(event: JobEvent, state: JobState): boolean {
  if (event.seq > 0) return event.seq <= state.seq;
  return state.seq > 0 || (statusAfter[event.status] === state.status && event.message === state.message);
}

/** The job is over, or never became one: nothing more will change. */
export function isSettled(state: JobState): boolean {
  return isOver(state) || notSubmitted.has(state.submission);
}

const notSubmitted = new Set<JobState["submission"]>(["unavailable", "unroutable", "conflict", "refused"]);

export function isOver({ status }: Pick<JobState, "status">): boolean {
  return status !== undefined && isTerminal(status);
}

// A progress without words ("3/10") says less than the step before it; an end without words says less than
// the error before it.
function messageAfter(state: JobState, event: JobEvent): string {
  if (event.status === "Progress" && /^\d+\/\d+$/.test(event.message)) return state.message;
  if (event.status === "DeadLettered" && state.status === "Retrying") return state.message;
  return event.message;
}

function progressOf(event: JobEvent): Progress | undefined {
  return progressSchema.safeParse(event.data).data;
}
