import { formatDuration } from "../../view/duration.ts";
import { endWords } from "./hold-rows.ts";
import type { Hold } from "./key-timeline.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A hold in one line; its times are the reader's, so only in the browser. */
export function holdLabel({ fence, workerId, from, to, end, attempts }: Hold): string {
  const began = from === undefined ? "began before" : `from ${clock.format(from)}`;
  const lasted = from === undefined || to === undefined ? "" : ` for ${formatDuration(Math.max(0, to - from))}`;
  const count = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  return `Fence ${fence}, ${workerId}, ${began}${lasted}, ${endWords[end]}, ${count}`;
}
