import type { SpanKind } from "../../view/waterfall.ts";

/** Whole class names: Tailwind finds only what it can read. */
export const spanClasses: Record<SpanKind, string> = {
  wait: "bg-waiting",
  lock: "bg-planned",
  run: "bg-active",
  storage: "bg-over",
};

export const spanLabels: Record<SpanKind, string> = {
  wait: "Waiting",
  lock: "Lock",
  run: "Running",
  storage: "Storage",
};

export const spanMeanings: Record<SpanKind, string> = {
  wait: "for its time, its turn or a worker",
  lock: "from when the lock was free until the start",
  run: "its code",
  storage: "until a start or a step was on the record, with what the job did between its steps",
};
