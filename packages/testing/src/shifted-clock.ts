/** The environment of an app process whose wall clock is wrong by so much. Its monotonic clock is right. */
export function shiftedClock(shiftMs: number): Record<string, string> {
  const preload = new URL("./clock-shift.ts", import.meta.url).href;
  return { CLOCK_SHIFT_MS: String(shiftMs), NODE_OPTIONS: `--import=${preload}` };
}
