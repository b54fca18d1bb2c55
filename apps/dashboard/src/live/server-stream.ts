import type { OpenStream, StreamSignal } from "./event-stream.ts";

const reopenMs = 2000;

/** A stream of this tab's own from the server, opened again when it was refused. */
export function serverStream(path: string): OpenStream {
  return (onSignal) => {
    const stream = new ServerStream(path, onSignal);
    stream.open();
    return () => stream.close();
  };
}

class ServerStream {
  readonly #path: string;
  readonly #onSignal: (signal: StreamSignal) => void;
  #source: EventSource | undefined;
  #reopening: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, onSignal: (signal: StreamSignal) => void) {
    this.#path = path;
    this.#onSignal = onSignal;
  }

  open(): void {
    const source = new EventSource(this.#path);
    this.#source = source;
    source.addEventListener("ready", () => this.#onSignal({ kind: "ready" }));
    source.addEventListener("paused", () => this.#onSignal({ kind: "paused" }));
    source.addEventListener("job-event", ({ data }) => this.#onSignal({ kind: "event", data }));
    source.addEventListener("error", () => this.#onError(source));
  }

  close(): void {
    clearTimeout(this.#reopening);
    this.#source?.close();
    this.#source = undefined;
  }

  // A broken stream is opened again by the browser; one that was refused is not.
  #onError(source: EventSource): void {
    if (this.#source !== source) return;
    this.#onSignal({ kind: "broken" });
    if (source.readyState !== EventSource.CLOSED) return;
    this.#reopening = setTimeout(() => this.open(), reopenMs);
  }
}
