import { limits } from "@baton/contracts";
import { type Reading, read, wrong } from "./reading.ts";

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10s`, `5m`, `2h` or `1d` as milliseconds; nothing is no delay. */
export function readDelay(text: string): Reading<number> {
  if (text.trim() === "") return read(0);
  const [, digits = "", unit = ""] = /^(\d{1,9})\s*([smhd])$/.exec(text.trim()) ?? [];
  const delayMs = Number(digits) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(delayMs)) return wrong("Expected a number with s, m, h or d, such as 10s or 5m");
  return delayMs <= limits.maxDelayMs ? read(delayMs) : wrong(`Expected ${limits.maxDelayMs / 86_400_000}d at most`);
}
