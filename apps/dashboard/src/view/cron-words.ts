import cronstrue from "cronstrue";

/** A cron pattern in words: "At 02:30, Monday through Friday". Undefined when it is none. */
export function cronWords(cron: string): string | undefined {
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true });
  } catch {
    // It throws a text, for whatever it cannot read.
    return undefined;
  }
}
