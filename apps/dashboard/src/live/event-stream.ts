/** What a stream of live events tells. */
export type StreamSignal =
  /** Events flow (again). */
  | { kind: "ready" }
  /** The server is there, its broker is away. */
  | { kind: "paused" }
  /** The server is away, or the stream broke; it is tried again. */
  | { kind: "broken" }
  /** `data`: the event as JSON text. */
  | { kind: "event"; data: string };

/** Opens a stream. @returns closes it. */
export type OpenStream = (onSignal: (signal: StreamSignal) => void) => () => void;
