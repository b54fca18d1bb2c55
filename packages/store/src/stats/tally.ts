import type { JobStatus, StatsFigures } from "@baton/contracts";
import { type BucketCounts, DurationHistogram } from "./duration-histogram.ts";
import type { EndedJob } from "./ended-jobs.ts";

const none = { Completed: 0, Cancelled: 0, DeadLettered: 0, Discarded: 0 };
type Outcomes = typeof none;

/** A sum over jobs that have ended. */
export class Tally {
  readonly #outcomes: Outcomes;
  readonly #wait: DurationHistogram;
  readonly #run: DurationHistogram;

  constructor(outcomes: Partial<Outcomes> = {}, wait: BucketCounts = {}, run: BucketCounts = {}) {
    this.#outcomes = { ...none, ...outcomes };
    this.#wait = new DurationHistogram(wait);
    this.#run = new DurationHistogram(run);
  }

  get jobs(): number {
    return Object.values(this.#outcomes).reduce((sum, count) => sum + count, 0);
  }

  add({ outcome, waitMs, runMs }: EndedJob): void {
    if (isOutcome(outcome)) this.#outcomes[outcome] += 1;
    if (waitMs !== undefined) this.#wait.add(waitMs);
    if (runMs !== undefined) this.#run.add(runMs);
  }

  merge(other: Tally): void {
    for (const outcome of Object.keys(none) as (keyof Outcomes)[]) this.#outcomes[outcome] += other.#outcomes[outcome];
    this.#wait.merge(other.#wait);
    this.#run.merge(other.#run);
  }

  get figures(): StatsFigures {
    return {
      jobs: this.jobs,
      outcomes: { ...this.#outcomes },
      wait: durations(this.#wait),
      run: durations(this.#run),
    };
  }

  get columns() {
    return {
      Outcomes: JSON.stringify(this.#outcomes),
      Wait: JSON.stringify(this.#wait),
      Run: JSON.stringify(this.#run),
    };
  }
}

export function tallyFrom(row: Record<string, unknown>): Tally {
  const parsed = (name: string) => JSON.parse(row[name] as string) as Record<string, number>;
  return new Tally(parsed("Outcomes"), parsed("Wait"), parsed("Run"));
}

function isOutcome(status: JobStatus): status is keyof Outcomes {
  return status in none;
}

function durations(histogram: DurationHistogram) {
  return { count: histogram.count, p50Ms: histogram.percentileMs(0.5), p95Ms: histogram.percentileMs(0.95) };
}
