import type { Tone } from "../view/status-tone.ts";

/** Whole class names: Tailwind finds only what it can read. */
export const badgeClasses: Record<Tone, string> = {
  idle: "bg-idle-soft text-idle",
  waiting: "bg-waiting-soft text-waiting",
  planned: "bg-planned-soft text-planned",
  active: "bg-active-soft text-active",
  again: "bg-again-soft text-again",
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  over: "bg-over-soft text-over",
};

export const dotClasses: Record<Tone, string> = {
  idle: "bg-idle",
  waiting: "bg-waiting",
  planned: "bg-planned",
  active: "bg-active",
  again: "bg-again",
  good: "bg-good",
  bad: "bg-bad",
  over: "bg-over",
};
