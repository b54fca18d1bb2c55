import type { SubmitOutcome } from "@baton/client";
import type { JobEvent } from "@baton/contracts";
import type { JobState } from "../job-state.ts";
import { plainText } from "../plain-text.ts";

const meaning: Record<SubmitOutcome["kind"], string> = {
  accepted: "accepted",
  unroutable: "unroutable: the broker has no queue for it",
  unavailable: "unavailable: nothing was sent, the broker does not answer",
  unknown: "unknown: sent, but the broker did not answer; submit it again with this --job-id",
};

/** What becomes of the jobs, a line each: words for people, or JSON for programs. */
export class Report {
  readonly #json: boolean;
  readonly #write: (line: string) => void;

  constructor(json: boolean, write: (line: string) => void) {
    this.#json = json;
    this.#write = write;
  }

  submitted({ jobId, kind }: SubmitOutcome): void {
    this.#line({ kind: "submission", jobId, outcome: kind }, `${jobId} ${meaning[kind]}`);
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

  notSent(count: number): void {
    if (count > 0) this.#line({ kind: "not-sent", count }, `${count} more were not sent`);
  }

  #line(object: object, words: string): void {
    this.#write(this.#json ? JSON.stringify(object) : words);
  }
}
