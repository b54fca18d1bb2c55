export type ScheduledEvent = { cancel(): void };
type Entry = { at: number; order: number; run: (() => void) | undefined; reachesCode: boolean };

const realImmediate = setImmediate;

/**
 * Virtual time: what is scheduled happens in the order of its time, and between two things that happen all
 * code runs as far as it can. Nothing else decides in which order things happen.
 */
export class Simulation {
  readonly #heap: Entry[] = [];
  #now = 0;
  #scheduled = 0;
  #failure: { err: unknown } | undefined;

  /** Milliseconds since the beginning, by the clock that nobody in the model can see. */
  get now(): number {
    return this.#now;
  }

  /** @param reachesCode whether anything that runs is told of it; what nobody learns needs no waiting for. */
  schedule(at: number, run: () => void, { reachesCode = true } = {}): ScheduledEvent {
    const entry: Entry = { at: Math.max(at, this.#now), order: this.#scheduled, run, reachesCode };
    this.#scheduled += 1;
    this.#push(entry);
    return {
      cancel: () => {
        entry.run = undefined;
      },
    };
  }

  /** Ends the run with this error. */
  fail(err: unknown): void {
    this.#failure ??= { err };
  }

  /** Lets things happen until `isOver` says so, asked once per `everyMs` of virtual time, or time is up. */
  async run(untilMs: number, everyMs: number, isOver: () => boolean): Promise<boolean> {
    let askAt = everyMs;
    for (;;) {
      const entry = this.#pop();
      if (this.#failure) throw this.#failure.err;
      if (!entry || entry.at > untilMs) return false;
      if (!entry.run) continue;
      while (entry.at >= askAt) {
        this.#now = askAt;
        if (isOver()) return true;
        askAt += everyMs;
      }
      this.#now = entry.at;
      entry.run();
      if (entry.reachesCode) await settled();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Immediates come after every promise that can be settled without further events. */
function settled(): Promise<void> {
  return new Promise((resolve) => realImmediate(resolve));
}
