import type { Storage } from "../storage.ts";

/**
 * One change of the stored form that older code cannot read. What older code can read, as one more column, needs none:
 * then old and new workers may run side by side.
 */
export type Migration = {
  /** The schema version that it makes; each is one more than the one before. */
  to: number;
  /** What it does, for the log. */
  name: string;
  /**
   * Changes what is stored. It may be ended at any point, and then it is run again, in another process too; one that was
   * frozen may even go on beside the other for a moment. So each of its writes must come out the same however often it is
   * done.
   * @param lost aborts when another may have begun it: nothing may be written after that.
   */
  run(storage: Storage, lost: AbortSignal): Promise<void>;
};

/** The form of the first release. */
const firstSchema = 1;

/** Of this release, in order; none yet. */
export const migrations: readonly Migration[] = [];

/** The schema that is there when all have run. */
export function schemaAfter(all: readonly Migration[]): number {
  return all.at(-1)?.to ?? firstSchema;
}

/** What this Baton reads and writes. */
export const schemaVersion = schemaAfter(migrations);
