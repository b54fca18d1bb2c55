import { type FirstRows, type Inbox, type Marker, type Markers, type WaitingRow, waitRowKey } from "@baton/store";

const rowsPerLook = 100;
/** As many as a page of the service holds. */
const maxRowsPerLook = 1000;
const maxAgeMs = 2000;

/** Where a job type can be run: by this worker, by another live one, or by none. */
export type WhoKnows = (type: string) => Promise<"here" | "elsewhere" | "nobody">;

/** What the line of a key offers next. */
export type NextInLine =
  | { kind: "job"; row: WaitingRow }
  /** The next job is for a worker that knows its type. */
  | { kind: "elsewhere" }
  | { kind: "nothing" };

/** A key's inbox as it was seen, and its marker as it was before that. */
export type Look = FirstRows & { marker: Marker | undefined; at: number };

type LookDeps = { inbox: Inbox; markers: Markers };

/** `now` is storage's time. */
export type LineDeps = LookDeps & { whoKnows: WhoKnows; now: () => Date };

/** @param known the key's marker, if it was read just now. @param remnants how many rows may be there of ended jobs. */
export async function lookAt(keyId: string, { inbox, markers }: LookDeps, known?: Marker, remnants = 0): Promise<Look> {
  const at = performance.now();
  const marker = known ?? (await markers.read(keyId));
  const limit = Math.min(rowsPerLook + remnants, maxRowsPerLook);
  return { ...(await inbox.firstRows(keyId, limit)), marker, at };
}

/** The waiting jobs of one held key, in the order in which they are to run. */
export class WaitingLine {
  readonly #keyId: string;
  readonly #deps: LineDeps;
  /** ETags of rows whose jobs have ended, by row key: they may still be there. */
  readonly #ended = new Map<string, string>();
  #look: Look | undefined;
  /** There is something that the last look has not seen. */
  #isStale: boolean;
  #rows: WaitingRow[] = [];
  #nextDueAt: Date | undefined;

  constructor(keyId: string, deps: LineDeps, first?: Look) {
    this.#keyId = keyId;
    this.#deps = deps;
    this.#look = first;
    this.#rows = first?.waiting ?? [];
    // Rows that have become due are moved by the next look.
    this.#isStale = !first || first.later.length > 0;
  }

  /** When the next row becomes due that is not yet; as of the last look. */
  get nextDueAt(): Date | undefined {
    return this.#nextDueAt;
  }

  /** The ETag of the inbox's arrivals as of the last look, or as of our own removal since. */
  get arrivals(): string | undefined {
    return this.#look?.arrivals;
  }

  /** Rows of ended jobs have filled the last look: there may be others behind them. */
  get isBlocked(): boolean {
    return this.#look !== undefined && !this.#look.isWhole && this.#ended.size > 0;
  }

  /** All that the last look saw waiting, whoever can run it. */
  get seen(): readonly WaitingRow[] {
    return this.#rows;
  }

  /** Makes the next look read the inbox again. */
  invalidate(): void {
    this.#isStale = true;
  }

  /** The first job in line that can be run. @param besides a job that runs already, whatever rows it has. */
  async next(besides?: string): Promise<NextInLine> {
    const isOpen = (row: WaitingRow) => row.jobId !== besides && this.#ended.get(row.rowKey) !== row.etag;
    const isOld = !this.#look || performance.now() - this.#look.at > maxAgeMs;
    if (this.#isStale || isOld || !(this.#look?.isWhole || this.#rows.some(isOpen))) await this.#read();
    for (const row of this.#rows.filter(isOpen)) {
      const who = await this.#deps.whoKnows(row.type);
      if (who === "here") return { kind: "job", row };
      if (who === "elsewhere") return { kind: "elsewhere" };
      // Nobody knows it: it waits, and says so, while others go on.
    }
    return { kind: "nothing" };
  }

  /** The job of this row has ended: do not offer it again, unless it is delivered again. */
  drop(row: WaitingRow): void {
    this.#ended.set(row.rowKey, row.etag);
  }

  /** The row's job was delivered again since, and that delivery was seen: it is in line by itself. */
  isSuperseded({ rowKey, etag }: WaitingRow): boolean {
    return this.#rows.some((row) => row.rowKey === rowKey && row.etag !== etag);
  }

  /** Rows that were dropped are gone. @param arrivals what it is now. */
  removed(rows: WaitingRow[], arrivals: string | undefined): void {
    const gone = new Map(rows.map(({ rowKey, etag }) => [rowKey, etag]));
    this.#rows = this.#rows.filter(({ rowKey, etag }) => gone.get(rowKey) !== etag);
    for (const [rowKey, etag] of gone) if (this.#ended.get(rowKey) === etag) this.#ended.delete(rowKey);
    if (this.#look) this.#look = { ...this.#look, arrivals };
  }

  /**
   * Says in the key's marker that there is nothing left but what is for later. Rows that are still there keep it
   * due: those of a type that nobody knows, because a worker that knows it may come at any time, and those of ended
   * jobs that could not be removed.
   * @returns false when somebody has added something since the last look: look again.
   */
  async settleMarker(): Promise<boolean> {
    const look = this.#look;
    if (!look || this.#isStale) return false;
    if (this.#rows.length > 0) return true;
    if (!look.isWhole) return false;
    if (!look.marker) return true;
    const isSettled = await this.#deps.markers.settle(look.marker, this.#nextDueAt);
    if (!isSettled) this.invalidate();
    return isSettled;
  }

  async #read(): Promise<void> {
    // Before the read: what becomes known while it is under way must not be taken for seen.
    this.#isStale = false;
    // Rows of ended jobs stand first in line until they are removed, which takes a while: look past them.
    const look = await lookAt(this.#keyId, this.#deps, undefined, this.#ended.size);
    const now = this.#deps.now().getTime();
    const due = look.later.filter((row) => row.runAt !== undefined && Date.parse(row.runAt) <= now);
    const moved = await Promise.all(
      due.map((row) => this.#deps.inbox.makeDue(row, waitRowKey(row.priority, row.jobId))),
    );
    this.#rows = [...look.waiting, ...moved].sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
    const nextLater = look.later.find((row) => !due.includes(row));
    this.#nextDueAt = nextLater?.runAt === undefined ? undefined : new Date(nextLater.runAt);
    this.#look = look;
  }
}
