import type { EndedAttempt, Entry, EntryBuilder, EventDraft, InboxRow, JobRow } from "@baton/store";
import { headerOf } from "@baton/store";
import { arrivalEvents, resumedEvent } from "./attempt-events.ts";
import { inlineJson } from "./outcome-events.ts";
import type { PreparedJob } from "./prepared-job.ts";

/** An attempt whose start is on the record. */
export type StartedAttempt = {
  prepared: PreparedJob;
  /** The job's row as of the start. */
  row: JobRow;
  attempt: number;
  /** The fencing token that job code gets: the ledger seq of its `Started`. */
  fencingToken: number;
};

/** The start of an attempt, until it is known where in the chain it lies. */
export class StartEntry {
  readonly #prepared: PreparedJob;
  readonly #hold: { fence: number; workerId: string };
  readonly #startedAt = new Date().toISOString();
  readonly #before: EventDraft[];
  readonly #keyChange: Entry["keyChange"];
  #started: StartedAttempt | undefined;

  /** @param ended the attempt before it, for which it had to wait. @param keyChange what its start means for the key. */
  constructor(
    prepared: PreparedJob,
    hold: { fence: number; workerId: string },
    ended: EndedAttempt | undefined,
    keyChange?: Entry["keyChange"],
  ) {
    this.#prepared = prepared;
    this.#hold = hold;
    this.#keyChange = keyChange;
    this.#before = prepared.known ? [] : arrivalEvents(prepared.row, ended);
  }

  /** The attempt, as the last call of `build` placed it. */
  get started(): StartedAttempt {
    if (!this.#started) throw new Error("The start was recorded without having been built");
    return this.#started;
  }

  readonly build: EntryBuilder = (firstSeq) => {
    const { jobId } = this.#prepared.row;
    const startedSeq = firstSeq + this.#before.length;
    this.#started = this.#place(firstSeq, startedSeq);
    const { attempt, row } = this.#started;
    return {
      events: [...this.#before, this.#startedEvent(attempt, startedSeq), ...this.#resumed(attempt)],
      job: { row, isNew: !this.#prepared.known },
      ...(this.#keyChange ? { keyChange: this.#keyChange } : {}),
      running: {
        jobId,
        attempt,
        ...this.#hold,
        startedAt: this.#startedAt,
        startedSeq,
        ...(this.#prepared.known?.runsAlone ? { alone: true } : {}),
      },
    };
  };

  #place(firstSeq: number, fencingToken: number): StartedAttempt {
    const { known, row } = this.#prepared;
    const attempt = (known?.attempts.length ?? 0) + 1;
    const { nextAt: _next, ...before } = known ?? { ...newJobRow(row), nextAt: undefined };
    const jobRow: JobRow = {
      ...before,
      status: "Running",
      startedAt: known?.startedAt ?? this.#startedAt,
      attempts: [...(known?.attempts ?? []), { attempt, ...this.#hold, startedAt: this.#startedAt }],
      ranges: [...(known?.ranges ?? []), [firstSeq, null]],
    };
    return { prepared: this.#prepared, row: jobRow, attempt, fencingToken };
  }

  #startedEvent(attempt: number, fencingToken: number): EventDraft {
    return {
      jobId: this.#prepared.row.jobId,
      status: "Started",
      message: "Job processing initiated",
      occurredAt: this.#startedAt,
      attempt,
      data: inlineJson({ fencingToken }),
    };
  }

  #resumed(attempt: number): EventDraft[] {
    const { known, row, recordedSteps } = this.#prepared;
    if (known?.attempts.at(-1)?.outcome !== "Interrupted") return [];
    return [resumedEvent(known, row.jobId, attempt, this.#startedAt, this.#hold.fence, recordedSteps.length)];
  }
}

export function newJobRow(row: InboxRow): Omit<JobRow, "status" | "attempts" | "ranges"> {
  return { ...headerOf(row), request: row.request, queuedAt: row.receivedAt, failures: 0, strikes: 0 };
}
