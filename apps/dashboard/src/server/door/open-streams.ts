/** Counts the streams of live events that are open, by whose they are. */
export class OpenStreams {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  /** @param most of one holder; 0: as many as they like. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns what to call when the stream has ended; undefined when there are too many. */
  take(holder: string): (() => void) | undefined {
    const open = this.#open.get(holder) ?? 0;
    if (this.#most > 0 && open >= this.#most) return undefined;
    this.#open.set(holder, open + 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.#ended(holder);
      isOpen = false;
    };
  }

  #ended(holder: string): void {
    const left = (this.#open.get(holder) ?? 0) - 1;
    if (left > 0) this.#open.set(holder, left);
    else this.#open.delete(holder);
  }
}
