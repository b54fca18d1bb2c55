import { GrowingFile } from "./growing-file.ts";
import type { Chains } from "./proof.ts";
import type { TimedRun } from "./timed-run.ts";

/** A line that job code wrote from inside its thread; times are of the clock that all processes share. */
export type ThreadNote = {
  jobId: string;
  lockKey: string;
  pid: number;
  attempt: number;
  fence: number;
  event: "start" | "step" | "alive" | "end";
  step?: string;
  atMs: number;
};

/** A woken process and the moments for which its code may run on, before it finds its time over. */
export type Waking = { pid: number; fromMs: number; toMs: number };

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
  runs(wakings: readonly Waking[] = []): TimedRun[] {
    const counted = this.all.filter((note) => !wakings.some((waking) => isIn(note, waking)));
    return [...Map.groupBy(counted, ({ jobId, attempt }) => `${jobId} ${attempt}`).values()].flatMap((notes) => {
      const [first, last] = [notes[0], notes.at(-1)];
      if (!first || !last) return [];
      const { jobId, lockKey, pid, attempt, fence } = first;
      return [{ jobId, lockKey, pid, attempt, fence, startMs: first.atMs, endMs: last.atMs }];
    });
  }
}

function isIn({ pid, atMs }: ThreadNote, waking: Waking): boolean {
  return pid === waking.pid && atMs >= waking.fromMs && atMs <= waking.toMs;
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
