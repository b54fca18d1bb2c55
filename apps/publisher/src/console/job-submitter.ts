import type { Job } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { JobSystem, Outcome } from "../job-system.ts";
import type { JobBoard } from "./job-board.ts";

const retryMs = 500;

/** Submits jobs and notes the answers; what was answered `unknown` is sent again, with the same job id. */
export class JobSubmitter {
  readonly #system: Pick<JobSystem, "submit">;
  readonly #board: JobBoard;
  readonly #changed: () => void;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();

  constructor(system: Pick<JobSystem, "submit">, board: JobBoard, changed: () => void) {
    this.#system = system;
    this.#board = board;
    this.#changed = changed;
  }

  submit(job: Job): void {
    this.#board.add(job);
    this.#changed();
    const sending = this.#send(job).finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
  }

  /** Waits for the answers that are due, for `ms` at most; nothing is tried again any more. */
  async stop(ms: number): Promise<void> {
    this.#stopping.abort();
    await Promise.race([Promise.all(this.#inFlight), pause(ms)]);
  }

  async #send(job: Job): Promise<void> {
    this.#answered(await this.#system.submit(job));
    while (this.#board.submissionOf(job.jobId) === "unknown" && !this.#stopping.signal.aborted) {
      await pause(retryMs, this.#stopping.signal);
      const outcome = await this.#system.submit(job);
      // That nothing was sent this time says nothing about the first time.
      this.#answered(outcome.kind === "unavailable" ? { ...outcome, kind: "unknown" } : outcome);
    }
  }

  #answered(outcome: Outcome): void {
    this.#board.answered(outcome);
    this.#changed();
  }
}
