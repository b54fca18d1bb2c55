import { type JobEvent, parseLossless } from "@baton/contracts";
import type { OpenStream, StreamSignal } from "./event-stream.ts";
import { tryReadWire } from "./wire.ts";

/**
 * - `connecting`: no word from the server yet
 * - `live`: events flow
 * - `paused`: the server is there, its broker is away
 * - `disconnected`: the server is away, or the stream broke; it is tried again
 */
export type LiveState = "connecting" | "live" | "paused" | "disconnected";

export type LiveListener = {
  onEvents: (events: JobEvent[]) => void;
  /** Events flow (again): what happened before has to be asked for. */
  onReady: () => void;
};

/** Events that come in a burst are handed on together, so that a burst is one rendering. */
const gatherMs = 50;
const remembered = 2000;

/** The live stream of a page, shared by everything on it (and by all tabs, if `openStream` does so). */
export class EventHub {
  readonly #openStream: OpenStream;
  readonly #listeners = new Set<LiveListener>();
  readonly #stateListeners = new Set<() => void>();
  #closeStream: (() => void) | undefined;
  #state: LiveState = "connecting";
  #recent: JobEvent[] = [];
  #received = 0;
  #gathered: JobEvent[] = [];

  constructor(openStream: OpenStream) {
    this.#openStream = openStream;
  }

  get state(): LiveState {
    return this.#state;
  }

  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A place in the stream, for `since`. */
  mark(): number {
    return this.#received;
  }

  /** What came after `mark`: an answer that was on its way meanwhile may not know it. */
  since(mark: number): JobEvent[] {
    const count = this.#received - mark;
    return count > 0 ? this.#recent.slice(-count) : [];
  }

  /** A browser may freeze a hidden tab, so it gives its stream up: to the next tab, if they share one. */
  start(): () => void {
    const follow = () => (document.visibilityState === "visible" ? this.#open() : this.#close());
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      this.#close();
    };
  }

  #open(): void {
    this.#closeStream ??= this.#openStream((signal) => this.#onSignal(signal));
  }

  #close(): void {
    this.#closeStream?.();
    this.#closeStream = undefined;
    this.#become("connecting");
  }

  #onSignal(signal: StreamSignal): void {
    if (signal.kind === "event") void this.#receive(signal.data);
    else if (signal.kind === "ready") this.#becomeReady();
    else this.#become(signal.kind === "paused" ? "paused" : "disconnected");
  }

  #becomeReady(): void {
    this.#become("live");
    for (const listener of this.#listeners) listener.onReady();
  }

  #become(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }

  // Each waits for the same schema: their order stays.
  async #receive(data: string): Promise<void> {
    // An event of a newer server that this page cannot read is left to the next look at the lists.
    const event = await tryReadWire("jobEventSchema", parseLossless(data));
    if (!event) return;
    this.#received += 1;
    this.#recent = [...this.#recent.slice(1 - remembered), event];
    if (this.#gathered.length === 0) setTimeout(() => this.#handOn(), gatherMs);
    this.#gathered.push(event);
  }

  #handOn(): void {
    const events = this.#gathered;
    this.#gathered = [];
    for (const listener of this.#listeners) listener.onEvents(events);
  }
}
