import { type JobEvent, jobEventSchema, parseLossless } from "@baton/contracts";

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
const reopenMs = 2000;
const remembered = 2000;

/** The one live stream of a page, shared by everything on it. */
export class EventHub {
  readonly #path: string;
  readonly #listeners = new Set<LiveListener>();
  readonly #stateListeners = new Set<() => void>();
  #source: EventSource | undefined;
  #reopening: ReturnType<typeof setTimeout> | undefined;
  #state: LiveState = "connecting";
  #recent: JobEvent[] = [];
  #received = 0;
  #gathered: JobEvent[] = [];

  constructor(path: string) {
    this.#path = path;
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

  /** A browser allows six connections to a server, so hidden tabs give theirs up. */
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
    if (this.#source) return;
    const source = new EventSource(this.#path);
    this.#source = source;
    source.addEventListener("ready", () => this.#becomeReady());
    source.addEventListener("paused", () => this.#become("paused"));
    source.addEventListener("job-event", (message) => this.#receive(message.data));
    source.addEventListener("error", () => this.#onError(source));
  }

  #close(): void {
    clearTimeout(this.#reopening);
    this.#source?.close();
    this.#source = undefined;
    this.#become("connecting");
  }

  // A broken stream is opened again by the browser; one that was refused is not.
  #onError(source: EventSource): void {
    this.#become("disconnected");
    if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
    this.#source = undefined;
    this.#reopening = setTimeout(() => this.#open(), reopenMs);
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

  #receive(data: string): void {
    // An event of a newer server that this page cannot read is left to the next look at the lists.
    const event = jobEventSchema.safeParse(parseLossless(data)).data;
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
