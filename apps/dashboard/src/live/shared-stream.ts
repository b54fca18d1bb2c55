import type { OpenStream, StreamSignal } from "./event-stream.ts";

/** What tabs say to each other. */
type TabMessage =
  | { kind: "signal"; signal: StreamSignal }
  /** A tab has come and asks how the stream stands. */
  | { kind: "hello"; from: string }
  | { kind: "welcome"; to: string; signal: StreamSignal };

export type SharedStreamOptions = { name: string; locks: Pick<LockManager, "request">; openOwn: OpenStream };

/** One stream for all tabs of a browser: the tab that holds the lock has it and passes on what it tells. */
export function sharedStream(options: SharedStreamOptions): OpenStream {
  return (onSignal) => {
    const stream = new SharedStream(options, onSignal);
    stream.open();
    return () => stream.close();
  };
}

/**
 * - following: hears what the leading tab passes on, and waits for the lock
 * - leading: has the lock and the stream; when it goes, the browser gives the lock to the next tab
 * - closed: neither hears nor tells anything
 */
class SharedStream {
  readonly #options: SharedStreamOptions;
  readonly #onSignal: (signal: StreamSignal) => void;
  readonly #channel: BroadcastChannel;
  readonly #me = crypto.randomUUID();
  readonly #closing = new AbortController();
  #leading = false;
  /** How the stream stands, for tabs that come later. */
  #standing: StreamSignal | undefined;

  constructor(options: SharedStreamOptions, onSignal: (signal: StreamSignal) => void) {
    this.#options = options;
    this.#onSignal = onSignal;
    this.#channel = new BroadcastChannel(options.name);
  }

  open(): void {
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#hear(data);
    this.#say({ kind: "hello", from: this.#me });
    const { locks, name } = this.#options;
    const { signal } = this.#closing;
    // A browser that refuses locks, to a page within another site's for example: then each tab leads itself.
    locks.request(name, { signal }, () => this.#lead()).catch(() => this.#lead());
  }

  close(): void {
    this.#closing.abort();
    this.#channel.close();
  }

  /** Resolves when this tab closes; until then it holds the lock. */
  #lead(): Promise<void> {
    const { signal } = this.#closing;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) return Promise.resolve();
    this.#leading = true;
    const closeOwn = this.#options.openOwn((told) => this.#tell(told));
    signal.addEventListener("abort", () => {
      closeOwn();
      resolve();
    });
    return promise;
  }

  #tell(signal: StreamSignal): void {
    if (this.#closing.signal.aborted) return;
    if (signal.kind !== "event") this.#standing = signal;
    this.#say({ kind: "signal", signal });
    this.#onSignal(signal);
  }

  #hear(message: TabMessage): void {
    if (this.#leading) {
      if (message.kind === "hello" && this.#standing)
        this.#say({ kind: "welcome", to: message.from, signal: this.#standing });
      return;
    }
    if (message.kind === "signal" || (message.kind === "welcome" && message.to === this.#me)) {
      this.#onSignal(message.signal);
    }
  }

  #say(message: TabMessage): void {
    this.#channel.postMessage(message);
  }
}
