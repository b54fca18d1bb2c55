import type { JobEvent } from "@baton/contracts";
import type { JobState } from "../job-state.ts";
import type { Outcome } from "../job-system.ts";
import { plainText } from "../plain-text.ts";

const meaning: Record<Outcome["kind"], (because?: string) => string> = {
  accepted: () => "accepted",
  duplicate: () => "duplicate: this job was submitted before under this idempotency key",
  conflict: () => "conflict: the idempotency key stands for this other job; nothing was sent",
  unroutable: () => "unroutable: the broker has no queue for it",
  unavailable: (because = "the broker does not answer") => `unavailable: nothing was sent, ${because}`,
  unknown: (because = "the broker did not answer") =>
    `unknown: sent, but ${because}; submit it again with this --job-id`,
  refused: (because = "it is not taken") => `refused: ${because}`,
};

/** What becomes of the jobs, a line each: words for people, or JSON for programs. */
export class Report {
  readonly #json: boolean;
  readonly #write: (line: string) => void;

  constructor(json: boolean, write: (line: string) => void) {
    this.#json = json;
    this.#write = write;
  }

  submitted({ jobId, kind, because }: Outcome): void {
    const told = { kind: "submission", jobId, outcome: kind, ...(because === undefined ? {} : { because }) };
    this.#line(told, `${jobId} ${plainText(meaning[kind](because))}`);
  }

  /** @param isNews people are told only what differs from the line before; programs get every event. */
  event(jobId: string, event: JobEvent, isNews: boolean): void {
    if (!isNews && !this.#json) return;
    const message = event.message === event.status ? "" : `: ${plainText(event.message)}`;
    this.#line({ kind: "event", ...event }, `${jobId} ${event.status}${message}`);
  }

  stillOpen({ job: { jobId }, status = "Submitted", message }: JobState): void {
    const last = message === "" ? "" : `: ${plainText(message)}`;
    this.#line({ kind: "timed-out", jobId, status }, `${jobId} still ${status} at the time limit${last}`);
  }

  keysUnavailable(reason: string): void {
    this.#line({ kind: "keys-unavailable", reason }, `unavailable: nothing was sent, ${reason}`);
  }

  notSent(count: number): void {
    if (count > 0) this.#line({ kind: "not-sent", count }, `${count} more were not sent`);
  }

  #line(object: object, words: string): void {
    this.#write(this.#json ? JSON.stringify(object) : words);
  }
}
