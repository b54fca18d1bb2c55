import type { Marker, Markers } from "@baton/store";

export type SweptKeysDeps = {
  markers: Pick<Markers, "due">;
  /** Storage's time. */
  now: () => Date;
  /** Whether this worker may have a use for the key: it is not here, nor known to be held or to be of no use. */
  isOpen: (keyId: string) => boolean;
  /** Told of what a sweep saw, whoever it is for; `isWhole` when nothing else is due or will be soon. */
  onSeen: (seen: Marker[], isWhole: boolean) => void;
  /** A command waits in the key, and the sweep before this one did not see it. */
  onCommand: (keyId: string) => void;
};

/** Few, because other workers take keys, too: a long list would be out of date before it is used up. */
const mostDue = 32;
/** How far a sweep looks past keys that are not for this worker. */
const mostSeen = 2000;

/** Keys with work that the last sweep over the markers has found and that were not taken yet. */
export class SweptKeys {
  readonly #deps: SweptKeysDeps;
  #due: Marker[] = [];
  #commanded: Marker[] = [];
  /** ETags of the markers with commands that were seen last, by key: one that has changed may have a new command. */
  #commandEtags = new Map<string, string>();
  #mayBeMore = false;
  #reading: Promise<void> | undefined;

  constructor(deps: SweptKeysDeps) {
    this.#deps = deps;
  }

  /** Nothing is left of what the last sweep found. */
  get isUsedUp(): boolean {
    return this.#due.length === 0;
  }

  /** What is left of it for this worker. */
  get waiting(): string[] {
    return this.#due.map(({ keyId }) => keyId).filter((keyId) => this.#deps.isOpen(keyId));
  }

  /** What is seen from now on, it may miss. */
  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  /** There are keys that could be taken here, or may be. */
  get anyWait(): boolean {
    return this.#mayBeMore || this.#due.some(({ keyId }) => this.#deps.isOpen(keyId));
  }

  /** Reads the markers. @param untilMs what becomes due within this time is seen, too. */
  sweep(untilMs: number): Promise<void> {
    this.#reading ??= this.#read(untilMs).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The next one to take, if it is for this worker still. */
  next(): Marker | undefined {
    for (let marker = this.#due.shift(); marker; marker = this.#due.shift())
      if (this.#deps.isOpen(marker.keyId)) return marker;
    return undefined;
  }

  /** Those in which commands wait. */
  takeCommanded(): Marker[] {
    return this.#commanded.splice(0);
  }

  async #read(untilMs: number): Promise<void> {
    const { markers, isOpen, onSeen, onCommand } = this.#deps;
    const now = this.#deps.now().getTime();
    const openOnes = (seen: Marker[]) => seen.filter(({ keyId, dueAt }) => dueAt.getTime() <= now && isOpen(keyId));
    const { seen, isWhole } = await markers.due(
      new Date(now + untilMs),
      (some) => openOnes(some).length >= mostDue || some.length >= mostSeen,
    );
    onSeen(seen, isWhole);
    const commanded = seen.filter(({ hasCommand }) => hasCommand);
    for (const { keyId, etag } of commanded) if (this.#commandEtags.get(keyId) !== etag) onCommand(keyId);
    this.#commandEtags = new Map(commanded.map(({ keyId, etag }) => [keyId, etag]));
    this.#commanded = commanded.filter(({ keyId }) => isOpen(keyId));
    this.#due = openOnes(seen);
    this.#mayBeMore = !isWhole && this.#due.length > 0;
  }
}
