import type { OpenStream } from "./event-stream.ts";
import { serverStream } from "./server-stream.ts";
import { sharedStream } from "./shared-stream.ts";

/**
 * The stream at `path`, one for all tabs of the browser: it allows six connections to a server. Web Locks are there
 * on https and loopback only; elsewhere each tab has a stream of its own.
 */
export function browserStream(path: string): OpenStream {
  const openOwn = serverStream(path);
  return (onSignal) => {
    const canShare = "locks" in navigator && "BroadcastChannel" in globalThis;
    const open = canShare ? sharedStream({ name: `baton ${path}`, locks: navigator.locks, openOwn }) : openOwn;
    return open(onSignal);
  };
}
