/** A clock is this well known at best; less is no difference. */
const resolutionMs = 50;

/** How far a clock is from storage's: `right`, `120 ms ahead`, `3.2 s behind`. */
export function offsetText(offsetMs: number): string {
  const ms = Math.abs(offsetMs);
  if (ms < resolutionMs) return "right";
  const size = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return `${size} ${offsetMs > 0 ? "ahead" : "behind"}`;
}
