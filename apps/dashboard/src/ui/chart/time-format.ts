const dayMs = 86_400_000;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });

/** How a time is written below a chart that spans so much; in the reader's zone. */
export function axisTime(iso: string, spanMs: number): string {
  return (spanMs > 2 * dayMs ? day : clock).format(new Date(iso));
}

export function pointTime(iso: string): string {
  return dayAndClock.format(new Date(iso));
}
