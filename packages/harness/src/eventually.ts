import { pause } from "@baton/runtime";

export type EventuallyOptions = { withinMs?: number; everyMs?: number };

/**
 * Waits for a condition, not for time: calls `look` until it returns something (not undefined, false or null).
 * @throws with what was waited for when `withinMs` (default 30 s) has passed.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  { withinMs = 30_000, everyMs = 50 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false && seen !== null) return seen;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain for: ${what}`);
    await pause(everyMs);
  }
}
