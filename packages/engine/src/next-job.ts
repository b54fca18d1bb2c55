import type { JobRow, WaitingRow } from "@baton/store";
import { type PreparedJob, prepareJob, type Reads } from "./prepared-job.ts";
import type { RecordedJobs } from "./recorded-jobs.ts";
import type { WaitingLine } from "./waiting-line.ts";

export type Choice =
  | { kind: "job"; prepared: PreparedJob }
  /** Its job has reached its end before: the row is a remnant or a duplicate. */
  | { kind: "over"; row: WaitingRow; known: JobRow }
  | { kind: "elsewhere" }
  | { kind: "nothing" };

type Chosen = { choice: Choice; besides: string | undefined; at: number };

const maxAgeMs = 2000;

/** What a key runs next: chosen and read while the job before it still runs, so that the next one can begin at once. */
export class NextJob {
  readonly #line: WaitingLine;
  readonly #recorded: RecordedJobs;
  readonly #deps: Reads;
  #besides: string | undefined;
  #chosen: Chosen | undefined;
  #choosing: Promise<Chosen> | undefined;

  constructor(line: WaitingLine, recorded: RecordedJobs, deps: Reads) {
    this.#line = line;
    this.#recorded = recorded;
    this.#deps = deps;
  }

  /** Chooses in the background while `jobId` runs. */
  lookAhead(jobId: string): void {
    this.#besides = jobId;
    this.#chosen = undefined;
    void this.#choose();
  }

  /** There is something new: choose again. Until that is done, the last choice stands. */
  reconsider(): void {
    this.#line.invalidate();
    if (this.#besides !== undefined) void this.#choose();
  }

  /** The next job; waits for it only when nothing was chosen yet, or too long ago. */
  async take(): Promise<Choice> {
    const isFresh = this.#chosen && performance.now() - this.#chosen.at < maxAgeMs;
    const underWay = this.#besides === undefined ? undefined : this.#choosing;
    const { choice } = (isFresh && this.#chosen) || (await (underWay ?? this.#choose()));
    this.#chosen = undefined;
    return choice;
  }

  /**
   * Nothing runs any more, and the end of what ran is on the record. Until then it must not be chosen: its row is
   * there still, and its record does not say that it is over. What is being chosen now may not know it either.
   */
  nothingRuns(): void {
    this.#besides = undefined;
    this.#chosen = undefined;
  }

  /** One after the other: two looks at once would disturb each other. */
  #choose(): Promise<Chosen> {
    const before: Promise<unknown> = this.#choosing ?? Promise.resolve();
    const choosing = before.catch(() => undefined).then(() => this.#chooseNow());
    this.#choosing = choosing;
    // Whoever takes it meets the failure; in the background it means only that nothing is ready.
    choosing
      .catch(() => undefined)
      .finally(() => {
        if (this.#choosing === choosing) this.#choosing = undefined;
      });
    return choosing;
  }

  async #chooseNow(): Promise<Chosen> {
    const besides = this.#besides;
    const at = performance.now();
    const chosen = { choice: await this.#choice(besides), besides, at };
    // A choice that was made while another job ran may be that of the job that runs now.
    if (besides !== undefined && besides === this.#besides) this.#chosen = chosen;
    return chosen;
  }

  async #choice(besides: string | undefined): Promise<Choice> {
    const next = await this.#line.next(besides);
    if (next.kind !== "job") return next;
    const { row } = next;
    const together = this.#line.seen.map(({ jobId }) => jobId).filter((jobId) => jobId !== besides);
    const known = await this.#recorded.find(row.jobId, together);
    if (known?.endedAt) return { kind: "over", row, known };
    return { kind: "job", prepared: await prepareJob(row, known, this.#deps) };
  }
}
