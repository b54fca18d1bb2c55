/** Whoever asks for more gets this: a job must not disappear into next year by a server's mistake. */
const longestMs = 24 * 3600 * 1000;

/**
 * What a `Retry-After` header asks for, in milliseconds; undefined when it is neither seconds nor an HTTP date.
 * @param now by the server's clock, if it tells: a date is meant by that.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return bounded(Number(text) * 1000);
  const date = parseHttpDate(text);
  return date && bounded(date.getTime() - now.getTime());
}

/** Each of the three forms, which begin with a weekday. The oldest one does not say that it is in UTC. */
export function parseHttpDate(text: string): Date | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  const date = new Date(text.endsWith(" GMT") ? text : `${text} GMT`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, 0), longestMs);
}
