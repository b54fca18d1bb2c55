/** The complement of the id's digits: newest first. */
export function invertId(jobId: string): string {
  return [...jobId.replaceAll("-", "")].map((digit) => (15 - Number.parseInt(digit, 16)).toString(16)).join("");
}

const timeDigits = 12;
const latestMs = 16 ** timeDigits - 1;

/** After every id of that millisecond and of later ones, before every older id. */
export function invertedBound(time: Date): string {
  const ms = Math.min(latestMs, Math.max(0, time.getTime()));
  return `${(latestMs - ms).toString(16).padStart(timeDigits, "0")}${"f".repeat(20)}`;
}

/** The time inside an inverted id, or of a bound. */
export function invertedTime(inverted: string): Date {
  return new Date(latestMs - Number.parseInt(inverted.slice(0, timeDigits), 16));
}
