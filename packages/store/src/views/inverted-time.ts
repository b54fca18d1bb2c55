const timeCeiling = 10 ** 13;

/** Sorts the newest first. */
export function invertTime(iso: string): string {
  return String(timeCeiling - new Date(iso).getTime()).padStart(13, "0");
}
