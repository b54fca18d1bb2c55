/** How far back the page looks. */
export const ranges = ["5m", "15m", "1h", "6h", "24h", "7d"] as const;
export type Range = (typeof ranges)[number];

export const defaultRange: Range = "1h";

const minuteMs = 60_000;
const rangeMs: Record<Range, number> = {
  "5m": 5 * minuteMs,
  "15m": 15 * minuteMs,
  "1h": 60 * minuteMs,
  "6h": 6 * 60 * minuteMs,
  "24h": 24 * 60 * minuteMs,
  "7d": 7 * 24 * 60 * minuteMs,
};

export const rangeLabels: Record<Range, string> = {
  "5m": "5 min",
  "15m": "15 min",
  "1h": "1 h",
  "6h": "6 h",
  "24h": "24 h",
  "7d": "7 d",
};

/** Milliseconds since 1970. */
export type Span = { from: number; to: number };

/** What the address says: a range that ends now, or a span of the past. */
export type SpanChoice = { range: Range; from: Date | null; to: Date | null };

/** The span of the past that was chosen, if one was. */
export function pastSpan({ range, from, to }: SpanChoice): Span | undefined {
  if (to === null) return undefined;
  const end = to.getTime();
  const begin = from?.getTime() ?? end - rangeMs[range];
  return begin < end ? { from: begin, to: end } : undefined;
}

/** The span that ends now. */
export function liveSpan(range: Range, now: number): Span {
  return { from: now - rangeMs[range], to: now };
}

/** The same length, so much of it earlier (negative) or later; never past `now`. */
export function moved({ from, to }: Span, by: number, now: number): Span {
  const length = to - from;
  const end = Math.min(now, to + by * length);
  return { from: end - length, to: end };
}

/** The span with some room on both sides. */
export function around(from: number, to: number): Span {
  const room = Math.max(250, (to - from) * 0.1);
  return { from: Math.floor(from - room), to: Math.ceil(to + room) };
}

/** What is asked of the server: a live view asks from a full minute on, so that its address stays the same. */
export function askedFrom(range: Range, now: number): string {
  return new Date(Math.floor((now - rangeMs[range]) / minuteMs) * minuteMs).toISOString();
}
