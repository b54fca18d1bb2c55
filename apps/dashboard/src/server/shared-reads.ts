import { pause } from "@baton/runtime";

type Reading<T> = { startedAt: number; answer: Promise<T>; next?: Promise<T> };

/**
 * One reading for all who ask for the same: one at a time and one in `everyMs`, however many ask. Whoever asks gets an
 * answer that was read after that, so nobody sees what was there before their own change.
 */
export class SharedReads<T> {
  readonly #everyMs: number;
  readonly #readings = new Map<string, Reading<T>>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get(name: string, read: () => Promise<T>): Promise<T> {
    const last = this.#readings.get(name);
    if (!last) return this.#start(name, read);
    last.next ??= this.#end(last).then(() => this.#start(name, read));
    return last.next;
  }

  #start(name: string, read: () => Promise<T>): Promise<T> {
    const reading: Reading<T> = { startedAt: performance.now(), answer: read() };
    this.#readings.set(name, reading);
    void this.#end(reading).then(() => {
      if (!reading.next) this.#readings.delete(name);
    });
    return reading.answer;
  }

  async #end({ answer, startedAt }: Reading<T>): Promise<void> {
    // Its failure is told to those who asked.
    await answer.catch(() => undefined);
    await pause(Math.max(0, startedAt + this.#everyMs - performance.now()));
  }
}
