import type { FromChild } from "./parent-protocol.ts";

/**
 * Tells the process that started this one, if it still listens: the working child its parent, the parent its own
 * supervisor. What it does not hear any more is lost, as it should be.
 */
export function tellParent(message: FromChild): void {
  if (process.connected) process.send?.(message, () => undefined);
}
