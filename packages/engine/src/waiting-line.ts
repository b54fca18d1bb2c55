import { type Inbox, type InboxRow, waitRowKey } from "@baton/store";

const rowsPerRead = 50;
const maxAgeMs = 2000;

/** Where a job type can be run: by this worker, by another live one, or by none. */
export type WhoKnows = (type: string) => Promise<"here" | "elsewhere" | "nobody">;

/** What the line of a key offers next. */
export type NextInLine =
  | { kind: "job"; row: InboxRow }
  /** The next job is for a worker that knows its type. */
  | { kind: "elsewhere" }
  | { kind: "nothing" };

/** The waiting jobs of one held key, in the order in which they are to run. */
export class WaitingLine {
  readonly #keyId: string;
  readonly #inbox: Inbox;
  readonly #whoKnows: WhoKnows;
  /** Storage's time. */
  readonly #now: () => Date;
  /** Jobs that have ended and whose rows may still be there. */
  readonly #ended = new Set<string>();
  #rows: InboxRow[] = [];
  #nextDueAt: Date | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(keyId: string, inbox: Inbox, whoKnows: WhoKnows, now: () => Date) {
    this.#keyId = keyId;
    this.#inbox = inbox;
    this.#whoKnows = whoKnows;
    this.#now = now;
  }

  /** When the next row becomes due that is not yet; as of the last read. */
  get nextDueAt(): Date | undefined {
    return this.#nextDueAt;
  }

  /** Makes the next look read the inbox again. */
  invalidate(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async next(): Promise<NextInLine> {
    const isStale = performance.now() - this.#readAt > maxAgeMs;
    if (isStale || !this.#rows.some((row) => !this.#ended.has(row.jobId))) await this.#read();
    for (const row of this.#rows) {
      if (this.#ended.has(row.jobId)) continue;
      const who = await this.#whoKnows(row.type);
      if (who === "here") return { kind: "job", row };
      if (who === "elsewhere") return { kind: "elsewhere" };
      // Nobody knows it: it waits, and says so, while others go on.
    }
    return { kind: "nothing" };
  }

  /** The job has ended: never offer it again in this hold. */
  drop(jobId: string): void {
    this.#ended.add(jobId);
  }

  async #read(): Promise<void> {
    // Before the read: what becomes known while it is under way must not be taken for seen.
    this.#readAt = performance.now();
    const { waiting, later } = await this.#inbox.firstRows(this.#keyId, rowsPerRead);
    const now = this.#now().getTime();
    const due = later.filter((row) => row.runAt !== undefined && new Date(row.runAt).getTime() <= now);
    const moved = await Promise.all(due.map((row) => this.#inbox.makeDue(row, waitRowKey(row.priority, row.jobId))));
    this.#rows = [...waiting, ...moved].sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
    const nextLater = later.find((row) => !due.includes(row));
    this.#nextDueAt = nextLater?.runAt === undefined ? undefined : new Date(nextLater.runAt);
  }
}
