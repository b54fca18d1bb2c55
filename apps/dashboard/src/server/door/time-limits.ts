import type { ServerOptions } from "node:http";
import type { BodyPace } from "./body-pace.ts";

/** What keeps those who send slowly, or nothing, from taking all connections. Live events are not concerned. */
export type TimeLimits = {
  server: Required<
    Pick<
      ServerOptions,
      "headersTimeout" | "requestTimeout" | "keepAliveTimeout" | "connectionsCheckingInterval" | "maxHeaderSize"
    >
  >;
  maxConnections: number;
  bodyPace: BodyPace;
};

export const timeLimits: TimeLimits = {
  server: {
    headersTimeout: 15_000,
    /** The largest file over a slow line. */
    requestTimeout: 16 * 60_000,
    /** Longer than proxies keep theirs, which would else send a request into a connection that has just been closed. */
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5000,
    maxHeaderSize: 16 * 1024,
  },
  maxConnections: 5000,
  bodyPace: { graceMs: 20_000, bytesPerSecond: 500 },
};
