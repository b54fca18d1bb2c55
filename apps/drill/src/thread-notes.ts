import { type Chains, GrowingFile, type TimedRun } from "@baton/harness";

/** A line that job code wrote from inside its thread; times are of the clock that all processes share. */
export type ThreadNote = {
  jobId: string;
  lockKey: string;
  pid: number;
  attempt: number;
  fence: number;
  event: "start" | "step" | "end";
  step?: string;
  atMs: number;
};

/** What the jobs' own code says: when it ran, where, and which steps. */
export class ThreadNotes {
  readonly #file: GrowingFile<ThreadNote>;

  constructor(path: string) {
    this.#file = new GrowingFile(path);
  }

  get all(): readonly ThreadNote[] {
    return this.#file.read();
  }

  /** The newest note of each key. */
  newest(): ReadonlyMap<string, ThreadNote> {
    return new Map(this.all.map((note) => [note.lockKey, note]));
  }

  endedJobs(): ReadonlySet<string> {
    return new Set(this.all.filter(({ event }) => event === "end").map(({ jobId }) => jobId));
  }

  /** The runs of all attempts; one that was ended from outside reaches to its last note. */
  runs(): TimedRun[] {
    return [...Map.groupBy(this.all, ({ jobId, attempt }) => `${jobId} ${attempt}`).values()].flatMap((notes) => {
      const [first, last] = [notes[0], notes.at(-1)];
      if (!first || !last) return [];
      const { jobId, lockKey, pid, attempt, fence } = first;
      return [{ jobId, lockKey, pid, attempt, fence, startMs: first.atMs, endMs: last.atMs }];
    });
  }
}

/** Steps that ran although an earlier attempt had put them on the record. */
export function stepsRunAgain(chains: Chains, notes: readonly ThreadNote[]): string[] {
  const recordedIn = new Map<string, number>();
  for (const { jobId, step, attempt = 0, status } of [...chains.values()].flat()) {
    const name = `${jobId} ${step}`;
    // The first record counts: a step that ran again has been recorded again, too.
    if (status === "Step" && !recordedIn.has(name)) recordedIn.set(name, attempt);
  }
  return notes.flatMap(({ jobId, step, attempt, event }) => {
    const recorded = recordedIn.get(`${jobId} ${step}`);
    if (event !== "step" || recorded === undefined || attempt <= recorded) return [];
    return [`job ${jobId}: ${step} ran in attempt ${attempt}, though attempt ${recorded} had recorded it`];
  });
}
