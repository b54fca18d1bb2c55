import {
  type AddedRows,
  type CommandRow,
  dueRow,
  type FirstRows,
  type Inbox,
  type MarkerState,
  type Markers,
  type SeenMarker,
  type WaitingRow,
} from "@baton/store";
import type { LimitWait } from "./admission.ts";
import { inOrder } from "./line-order.ts";
import type { NotPicked } from "./not-picked.ts";

const rowsPerLook = 100;
/** As many as a page of the service holds. */
const maxRowsPerLook = 1000;
const maxAgeMs = 2000;
/** Of each priority, with ageing: the first of them may be the job that runs, or such as have ended. */
const oldestRows = 10;

/** Where a job type can be run: by this worker, by another live one, or by none. */
export type WhoKnows = (type: string) => Promise<"here" | "elsewhere" | "nobody">;

/** What the line of a key offers next. */
export type NextInLine =
  | { kind: "job"; row: WaitingRow }
  /** The next job is for a worker that knows its type. */
  | { kind: "elsewhere" }
  /** Nobody has known its type for longer than a job waits for that. */
  | { kind: "unknown-type"; row: WaitingRow }
  | { kind: "nothing" };

/** A key's inbox as it was seen, and its marker as it was before that, if that was asked for. */
export type Look = FirstRows & { marker: SeenMarker | undefined; markerIsKnown: boolean; at: number };

type LookDeps = { inbox: Inbox; markers: Markers };

/** `now` is storage's time. */
export type LineDeps = LookDeps & {
  whoKnows: WhoKnows;
  now: () => Date;
  stop: () => LineStop | undefined;
  /** A row that may not go now, though its type is known here. */
  heldBack: (row: WaitingRow) => Promise<HeldBack | undefined>;
  isGivenUp: (row: WaitingRow) => boolean;
  settings: { priorityAgeingSeconds?: number | undefined };
  onPostponed: (keyId: string, dueAt: Date) => void;
  /** Commands that a look has seen. */
  onCommands: (orders: CommandRow[]) => void;
};

/** What holds a line back: nothing starts, or nothing but one job, which may be for later. */
export type LineStop = { kind: "paused" } | { kind: "parked" } | { kind: "held"; jobId: string; until: Date };

/** Until when a row may not go. `holdsLine`: nor may any behind it. */
export type HeldBack = LimitWait & { holdsLine: boolean };

/** @param known the key's marker as it was at some time before. */
export async function lookAt(
  keyId: string,
  { inbox, markers }: LookDeps,
  known?: SeenMarker,
  limit = rowsPerLook,
): Promise<Look> {
  const at = performance.now();
  const marker = known ?? (await markers.read(keyId));
  return { ...(await inbox.firstRows(keyId, limit)), marker, markerIsKnown: true, at };
}

/** The waiting jobs of one held key, in the order in which they are to run. */
export class WaitingLine {
  readonly #keyId: string;
  readonly #deps: LineDeps;
  /** ETags of rows whose jobs have ended, by row key: they may still be there. */
  readonly #ended = new Map<string, string>();
  readonly #aside = new Map<string, number>();
  /** Until when rows are held back by limits, by row key; as of the last time that the line was gone through. */
  #heldBack = new Map<string, Date>();
  /** One of them holds back all behind it. */
  #holdsLine = false;
  #notPicked: NotPicked | undefined;
  #rowsAsked = rowsPerLook;
  #look: Look | undefined;
  /** The newest word of the key's marker. One that is out of date does no harm: it cannot be settled. */
  #marker: SeenMarker | undefined;
  /** There are rows in line that the last look has not seen itself: others may lie between it and them. */
  #hasGrown = false;
  #reads = 0;
  /** How often something has come that a look had not seen; and how much of that the last look has seen. */
  #news = 0;
  #seenNews = 0;
  #rows: WaitingRow[] = [];
  #nextDueAt: Date | undefined;
  /** A row that is due is not in the line yet, because its job had one there when it was to be moved. */
  #hasStayed = false;

  constructor(keyId: string, deps: LineDeps, first?: Look, marker?: SeenMarker) {
    this.#keyId = keyId;
    this.#deps = deps;
    this.#look = first;
    this.#marker = marker ?? first?.marker;
    this.#rows = first?.waiting ?? [];
    // Rows that have become due are moved by the next look.
    if (!first || first.later.length > 0) this.invalidate(this.#marker);
  }

  /** When the next row becomes due that is not yet; as of the last look. */
  get nextDueAt(): Date | undefined {
    const stop = this.#deps.stop();
    if (stop) return stop.kind === "held" ? this.#heldUntil(stop) : undefined;
    return earliest([...this.#heldBack.values(), ...(this.#nextDueAt ? [this.#nextDueAt] : [])]);
  }

  /** Why there was nothing to run when the line was gone through last; undefined: there was, or it is empty. */
  get notPicked(): NotPicked | undefined {
    return this.#notPicked;
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

  /** Makes the next look read the inbox again. @param marker the key's marker, if whoever has news knows it. */
  invalidate(marker?: SeenMarker): void {
    this.#news += 1;
    this.#marker = marker;
  }

  /** The key's marker was set by this worker. */
  marked(marker: SeenMarker): void {
    this.#marker = marker;
  }

  /** The ETag of `arrivals` up to which all is known, for rows to be added without a look; undefined: one is needed. */
  get tail(): string | undefined {
    // A look that is under way may miss what it would lead to.
    if (this.#reads > 0 || this.#isStale || this.#isOld || this.#rows.length >= rowsPerLook) return undefined;
    return this.#look?.isWhole ? this.#look.arrivals : undefined;
  }

  /** Takes rows into the line that came right after what it knows. @returns false when it does not know that any more. */
  add({ rows, before, arrivals }: AddedRows): boolean {
    if (!this.#look || this.tail !== before) return false;
    const added = new Set(rows.map(({ rowKey }) => rowKey));
    const others = this.#rows.filter(({ rowKey }) => !added.has(rowKey));
    this.#rows = inOrder([...others, ...rows], this.#deps.settings.priorityAgeingSeconds, this.#deps.now());
    this.#look = { ...this.#look, arrivals };
    this.#hasGrown = true;
    return true;
  }

  /** Looks, if that has not been done since there was news. */
  async refresh(): Promise<void> {
    if (this.#isStale) await this.#read(false);
  }

  get #isOld(): boolean {
    return !this.#look || performance.now() - this.#look.at > maxAgeMs;
  }

  get #isStale(): boolean {
    return this.#seenNews < this.#news;
  }

  /** Nothing of this job is offered until it is brought back: a command about it is under way. */
  setAside(jobId: string): void {
    this.#aside.set(jobId, (this.#aside.get(jobId) ?? 0) + 1);
  }

  bringBack(jobId: string): void {
    const left = (this.#aside.get(jobId) ?? 1) - 1;
    if (left > 0) this.#aside.set(jobId, left);
    else this.#aside.delete(jobId);
    this.invalidate();
  }

  isAside(jobId: string): boolean {
    return this.#aside.has(jobId);
  }

  /**
   * The first job in line that can be run. While none runs, somebody may wait for this one's start: then the marker,
   * which is there for the end of the line, is not waited for.
   * @param besides a job that runs already, whatever rows it has.
   */
  next(besides?: string): Promise<NextInLine> {
    return this.#next(besides, besides !== undefined);
  }

  async #next(besides: string | undefined, needsMarker: boolean): Promise<NextInLine> {
    for (;;) {
      const found = await this.#first(besides, needsMarker);
      if (found.kind !== "nothing" || !this.#mayLookFurther) return found;
      this.invalidate();
    }
  }

  async #first(besides: string | undefined, needsMarker: boolean): Promise<NextInLine> {
    const stop = this.#deps.stop();
    const isFree = (jobId: string) => stop === undefined || (stop.kind === "held" && stop.jobId === jobId);
    const isOpen = (row: WaitingRow) =>
      row.jobId !== besides &&
      this.#ended.get(row.rowKey) !== row.etag &&
      !this.#aside.has(row.jobId) &&
      isFree(row.jobId);
    if (this.#isStale || this.#isOld || !(this.#look?.isWhole || this.#rows.some(isOpen)))
      await this.#read(needsMarker);
    const rows = this.#rows.filter(isOpen);
    const heldBack = new Map<string, Date>();
    this.#heldBack = heldBack;
    this.#holdsLine = false;
    let why = stop && notPickedBy(stop);
    for (const [at, row] of rows.entries()) {
      const who = await this.#deps.whoKnows(row.type);
      if (who === "elsewhere") {
        this.#notPicked = { rule: "type-elsewhere", type: row.type };
        return { kind: "elsewhere" };
      }
      // Nobody knows it: it waits for a while, and says so, while others go on.
      if (who === "nobody" && this.#deps.isGivenUp(row)) return { kind: "unknown-type", row };
      if (who === "nobody") why ??= { rule: "unknown-type", type: row.type };
      if (who === "nobody") continue;
      const held = await this.#deps.heldBack(row);
      if (!held) {
        this.#notPicked = undefined;
        return { kind: "job", row };
      }
      why ??= { rule: held.rule, type: row.type, until: held.until };
      for (const { rowKey } of held.holdsLine ? rows.slice(at) : [row]) heldBack.set(rowKey, held.until);
      this.#holdsLine = held.holdsLine;
      if (held.holdsLine) break;
    }
    this.#notPicked = why ?? (this.#nextDueAt && { rule: "not-due", until: this.#nextDueAt });
    return { kind: "nothing" };
  }

  /** Some of what was seen is held back, and others that are not may be behind all of it. */
  get #mayLookFurther(): boolean {
    if (!this.#look || this.#look.isWhole || this.#isStale || this.#holdsLine) return false;
    return this.#heldBack.size > 0 && this.#rowsToAsk > this.#rowsAsked;
  }

  /** Rows of ended jobs stand first in line until they are removed, which takes a while: look past them. */
  get #rowsToAsk(): number {
    return Math.min(rowsPerLook + this.#ended.size + this.#heldBack.size, maxRowsPerLook);
  }

  #heldUntil({ jobId, until }: { jobId: string; until: Date }): Date {
    const rows = this.#rows.filter((row) => row.jobId === jobId);
    const also = earliest(rows.map(({ rowKey }) => this.#heldBack.get(rowKey)).filter((date) => date !== undefined));
    return also && also > until ? also : until;
  }

  /** The job of this row has ended: do not offer it again, unless it is delivered again. */
  drop(row: WaitingRow): void {
    this.#ended.set(row.rowKey, row.etag);
  }

  /** The row's job was delivered again since, and that delivery was seen: it is in line by itself. */
  isSuperseded({ rowKey, etag }: WaitingRow): boolean {
    return this.#rows.some((row) => row.rowKey === rowKey && row.etag !== etag);
  }

  /** Rows that were dropped are gone. @param before what `arrivals` was then. @param arrivals what it is since. */
  removed(rows: WaitingRow[], before: string | undefined, arrivals: string | undefined): void {
    const gone = new Map(rows.map(({ rowKey, etag }) => [rowKey, etag]));
    this.#rows = this.#rows.filter(({ rowKey, etag }) => gone.get(rowKey) !== etag);
    for (const [rowKey, etag] of gone) if (this.#ended.get(rowKey) === etag) this.#ended.delete(rowKey);
    if (this.#look && this.#look.arrivals === before) this.#look = { ...this.#look, arrivals };
  }

  /**
   * Says in the key's marker that there is nothing left but what is for later or held back. Other rows that are still
   * there keep it due: those of a type that nobody knows, because a worker that knows it may come at any time, those of
   * ended jobs that could not be removed, and commands that could not be obeyed.
   * @returns false when there is something to run after all, or somebody has added something: look again.
   */
  async settleMarker(): Promise<boolean> {
    if (this.#hasGrown || this.#look?.markerIsKnown === false) {
      this.invalidate(this.#marker);
      if ((await this.#next(undefined, true)).kind !== "nothing" || this.#hasGrown) return false;
    }
    const look = this.#look;
    if (!look || this.#isStale) return false;
    if (look.commands.length > 0) return true;
    const stop = this.#deps.stop();
    if (stop) return this.#settleStopped(look, stop);
    if (this.#rows.some(({ rowKey }) => !this.#heldBack.has(rowKey))) return true;
    if (this.#hasStayed) this.invalidate();
    // What is behind those that are held back waits with them.
    if (this.#isStale || !(look.isWhole || this.#heldBack.size > 0)) return false;
    if (!look.marker) return true;
    const dueAt = this.nextDueAt;
    return this.#settle(look.marker, dueAt && { dueAt });
  }

  /** The line is held back: whatever is in it, there is nothing to do before an operator or the held job's time. */
  #settleStopped({ marker }: Look, stop: LineStop): Promise<boolean> | boolean {
    if (stop.kind !== "held") return this.#tellStopped(marker, stop.kind);
    const isDue = this.#rows.some(({ jobId, rowKey }) => jobId === stop.jobId && !this.#heldBack.has(rowKey));
    return marker && !isDue ? this.#settle(marker, { dueAt: this.#heldUntil(stop) }) : true;
  }

  /** Also without a marker: whoever saw a key without rows may have taken it away before this was on the record. */
  async #tellStopped(marker: SeenMarker | undefined, stopped: "paused" | "parked"): Promise<boolean> {
    if (marker) return this.#settle(marker, { stopped });
    const isTold = await this.#deps.markers.tellStopped(this.#keyId, stopped);
    if (!isTold) this.invalidate();
    return isTold;
  }

  async #settle(marker: SeenMarker, state: MarkerState | undefined): Promise<boolean> {
    const isSettled = await this.#deps.markers.settle(marker, state);
    if (!isSettled) this.invalidate();
    else if (state && "dueAt" in state) this.#deps.onPostponed(this.#keyId, state.dueAt);
    return isSettled;
  }

  async #read(needsMarker: boolean): Promise<void> {
    this.#reads += 1;
    try {
      await this.#readNow(needsMarker);
    } finally {
      this.#reads -= 1;
    }
  }

  async #readNow(needsMarker: boolean): Promise<void> {
    // Before the read: what becomes known while it is under way must not be taken for seen.
    const news = this.#news;
    const asked = this.#rowsToAsk;
    const look = await this.#lookNow(needsMarker, asked);
    const now = this.#deps.now().getTime();
    const due = look.later.filter((row) => row.runAt !== undefined && Date.parse(row.runAt) <= now);
    const moved = await Promise.all(due.map((row) => this.#deps.inbox.makeDue(row, dueRow(row).rowKey)));
    const held = await this.#heldBehind(look);
    const ageing = this.#deps.settings.priorityAgeingSeconds;
    // Those that have aged most may lie behind what was seen.
    const oldest = ageing === undefined || look.isWhole ? [] : await this.#oldestBesides(look);
    this.#deps.onCommands(look.commands);
    // A look that began later has been faster.
    if (news < this.#seenNews) return;
    this.#seenNews = news;
    this.#hasGrown = false;
    if (!this.#isStale) this.#marker ??= look.marker;
    this.#rowsAsked = asked;
    this.#hasStayed = moved.includes(undefined);
    this.#rows = inOrder([...inLine(look, moved), ...held, ...oldest], ageing, this.#deps.now());
    const nextLater = look.later.find((row) => !due.includes(row));
    this.#nextDueAt = nextLater?.runAt === undefined ? undefined : new Date(nextLater.runAt);
    // When all that was seen for later is due by now, there may be more that is.
    const isWhole = look.isWhole && (look.isLaterWhole || nextLater !== undefined);
    this.#look = { ...look, isWhole };
  }

  /** The job for which the whole line is held may lie behind all that was seen. */
  async #heldBehind({ isWhole, waiting }: Look): Promise<WaitingRow[]> {
    const stop = this.#deps.stop();
    if (stop?.kind !== "held" || isWhole || waiting.some(({ jobId }) => jobId === stop.jobId)) return [];
    const rows = await this.#deps.inbox.rowsOf(this.#keyId, stop.jobId, []);
    return rows.filter(({ rowKey }) => rowKey.startsWith("wait:"));
  }

  async #lookNow(needsMarker: boolean, limit: number): Promise<Look> {
    if (needsMarker || this.#marker) return lookAt(this.#keyId, this.#deps, this.#marker, limit);
    const at = performance.now();
    return { ...(await this.#deps.inbox.firstRows(this.#keyId, limit)), marker: undefined, markerIsKnown: false, at };
  }

  async #oldestBesides({ waiting }: Look): Promise<WaitingRow[]> {
    const seen = new Set(waiting.map(({ rowKey }) => rowKey));
    const oldest = await this.#deps.inbox.oldestOfEachPriority(this.#keyId, oldestRows);
    return oldest.filter(({ rowKey }) => !seen.has(rowKey));
  }
}

function notPickedBy(stop: LineStop): NotPicked {
  return stop.kind === "held" ? { rule: "held-for-retry", jobId: stop.jobId, until: stop.until } : { rule: stop.kind };
}

/** What lies behind the last row that was seen of a longer line is left for the next look. */
function inLine({ waiting, isWhole }: Look, moved: (WaitingRow | undefined)[]): WaitingRow[] {
  const lastSeen = isWhole ? undefined : waiting.at(-1);
  const arrived = moved.filter((row) => row !== undefined).filter((row) => !lastSeen || row.rowKey < lastSeen.rowKey);
  return [...waiting, ...arrived];
}

function earliest(dates: Date[]): Date | undefined {
  return dates.length > 0 ? new Date(Math.min(...dates.map((date) => date.getTime()))) : undefined;
}
