import type { IncomingMessage } from "node:http";

/** How slowly a body may come: on the average, after `graceMs`, with at least `bytesPerSecond`. */
export type BodyPace = { graceMs: number; bytesPerSecond: number };

/** @param onTooSlow called once; the connection is gone by then. */
export function watchPace(request: IncomingMessage, { graceMs, bytesPerSecond }: BodyPace, onTooSlow: () => void) {
  if (!hasBody(request)) return;
  const { socket } = request;
  const beganAt = performance.now();
  const readBefore = socket.bytesRead;
  const timer = setInterval(() => {
    const seconds = (performance.now() - beganAt) / 1000;
    if (socket.bytesRead - readBefore >= seconds * bytesPerSecond) return;
    clearInterval(timer);
    request.destroy();
    onTooSlow();
  }, graceMs);
  for (const event of ["end", "close"]) request.once(event, () => clearInterval(timer));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
}
