import { formatDuration } from "../../view/duration.ts";
import { type Hold, type KeyTimeline, type Wait, waitsDuring } from "./key-timeline.ts";

/** A hold and what lies before it. */
export type HoldRow = {
  hold: Hold;
  /** From the end of the hold before it, when that is known. */
  gapMs: number | undefined;
  /** The hold before it was lost: until this one began, nobody could tell that it was over. */
  afterLost: boolean;
  /** Who waited in that gap. */
  gapWaits: Wait[];
  /** Who waited while it was held. */
  waits: Wait[];
};

/** Newest first. */
export function holdRows({ holds, waits }: KeyTimeline): HoldRow[] {
  return holds
    .map((hold, place): HoldRow => {
      const gap = gapBetween(holds[place - 1], hold);
      return {
        hold,
        gapMs: gap && gap.to - gap.from,
        afterLost: holds[place - 1]?.end === "lost",
        gapWaits: gap ? waitsDuring(waits, gap.from, gap.to) : [],
        // Whoever ran first had waited for the hold, not during it.
        waits: waitsDuring(waits, hold.attempts[0]?.from ?? hold.from ?? 0, hold.to ?? Number.POSITIVE_INFINITY),
      };
    })
    .reverse();
}

function gapBetween(before: Hold | undefined, { from }: Hold): { from: number; to: number } | undefined {
  if (before?.to === undefined || from === undefined) return undefined;
  // Two workers' clocks may differ.
  return { from: Math.min(before.to, from), to: from };
}

/** What lies between a hold and the one before it. */
export function gapText({ gapMs, gapWaits, afterLost }: Pick<HoldRow, "gapMs" | "gapWaits" | "afterLost">): string {
  if (afterLost) return "the hold before it was lost";
  if (gapMs === undefined) return "–";
  if (gapWaits.length === 0) return `free for ${formatDuration(gapMs)}, nobody waited`;
  const who = gapWaits.length === 1 ? "one job waited" : `${gapWaits.length} jobs waited`;
  return `handed over in ${formatDuration(gapMs)}, ${who}`;
}

export const endWords: Record<Hold["end"], string> = { open: "goes on", released: "given back", lost: "lost" };
