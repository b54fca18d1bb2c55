import { type Logger, pause } from "@baton/runtime";
import { type InboxRow, isOutage, type JobRow, type SeenMarker, type WaitingRow } from "@baton/store";
import { placeOf } from "./obey-command.ts";
import { type PreparedJob, prepareJob, type Reads } from "./prepared-job.ts";
import type { RecordedJobs } from "./recorded-jobs.ts";
import type { WaitingLine } from "./waiting-line.ts";

export type Choice =
  | { kind: "job"; prepared: PreparedJob }
  /** Its job has reached its end before: the row is a remnant or a duplicate. */
  | { kind: "over"; row: WaitingRow; known: JobRow }
  /** By the ledger's word it belongs elsewhere: whoever recorded that could not move it, or it was delivered again. */
  | { kind: "misplaced"; row: WaitingRow; place: InboxRow }
  /** It can never begin: nobody can read what was submitted, or nobody knows its type. */
  | { kind: "hopeless"; job: Pick<PreparedJob, "row" | "known">; why: string; cause?: unknown }
  | { kind: "elsewhere" }
  | { kind: "nothing" };

type Chosen = { choice: Choice; at: number; generation: number };

const maxAgeMs = 2000;
const againMs = 500;

/** What a key runs next: chosen and read while the job before it still runs, so that the next one can begin at once. */
export class NextJob {
  readonly #line: WaitingLine;
  readonly #recorded: RecordedJobs;
  readonly #deps: Reads & { logger: Logger };
  #besides: string | undefined;
  #chosen: Chosen | undefined;
  #choosing: Promise<Chosen> | undefined;
  /** Rises when what is being chosen may be out of date. */
  #generation = 0;
  #taken = 0;

  constructor(line: WaitingLine, recorded: RecordedJobs, deps: Reads & { logger: Logger }) {
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

  /**
   * There is something new: choose again. Until that is done, the last choice stands.
   * @param marker the key's marker, if whoever has news knows it.
   */
  reconsider(marker?: SeenMarker): void {
    this.#line.invalidate(marker);
    this.chooseAgain();
  }

  /** The line has changed: what was chosen while a job runs may not be first any more. */
  chooseAgain(): void {
    if (this.#besides !== undefined) void this.#choose();
  }

  /** The next job; waits for it only when nothing was chosen yet, or too long ago. */
  async take(): Promise<Choice> {
    for (;;) {
      const isFresh = this.#chosen && performance.now() - this.#chosen.at < maxAgeMs;
      const underWay = this.#besides === undefined ? undefined : this.#choosing;
      const { choice, generation } = (isFresh && this.#chosen) || (await (underWay ?? this.#choose()));
      this.#chosen = undefined;
      if (generation !== this.#generation) continue;
      this.#taken = generation;
      return choice;
    }
  }

  /** False when something has come since the last choice was taken that may forbid it. */
  get stands(): boolean {
    return this.#taken === this.#generation;
  }

  /** What was chosen may not be what is to run. */
  forget(): void {
    this.#chosen = undefined;
    this.#generation += 1;
    this.reconsider();
  }

  /**
   * Nothing runs any more, and the end of what ran is on the record, or the hold is over. Until then it must not be
   * chosen: its row is there still, and its record does not say that it is over. What is being chosen now may not know
   * it either.
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
    // Whoever takes it meets the failure; in the background it means only that nothing is ready yet.
    choosing
      .catch((err) => void this.#chooseLater(this.#besides, err))
      .finally(() => {
        if (this.#choosing === choosing) this.#choosing = undefined;
      });
    return choosing;
  }

  /** A command may be what was not seen, and the job that runs may run for hours. */
  async #chooseLater(besides: string | undefined, err: unknown): Promise<void> {
    if (besides === undefined) return;
    this.#deps.logger.debug({ err, besides }, "What comes next could not be read; it is read again");
    await pause(againMs);
    if (besides === this.#besides && !this.#choosing) void this.#choose();
  }

  async #chooseNow(): Promise<Chosen> {
    const besides = this.#besides;
    const generation = this.#generation;
    const at = performance.now();
    const chosen = { choice: await this.#choice(besides), at, generation };
    // A choice that was made while another job ran may be that of the job that runs now.
    const isCurrent = besides === this.#besides && generation === this.#generation;
    if (besides !== undefined && isCurrent) this.#chosen = chosen;
    return chosen;
  }

  async #choice(besides: string | undefined): Promise<Choice> {
    const next = await this.#line.next(besides);
    if (next.kind === "elsewhere" || next.kind === "nothing") return next;
    const { row } = next;
    const together = this.#line.seen.map(({ jobId }) => jobId).filter((jobId) => jobId !== besides);
    const known = await this.#recorded.find(row.jobId, together);
    if (known?.endedAt) return { kind: "over", row, known };
    const place = known && placeOf(row, known, this.#deps.storage.clock.now());
    if (place && place.rowKey !== row.rowKey) return { kind: "misplaced", row, place };
    if (next.kind === "unknown-type")
      return { kind: "hopeless", job: { row, known }, why: `no worker knows the job type "${row.type}"` };
    try {
      return { kind: "job", prepared: await prepareJob(row, known, this.#deps) };
    } catch (cause) {
      if (isOutage(cause)) throw cause;
      return { kind: "hopeless", job: { row, known }, why: "what was submitted cannot be read", cause };
    }
  }
}
