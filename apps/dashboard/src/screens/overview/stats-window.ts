import type { StatsWindow } from "@baton/contracts";

export const statsWindows = ["1h", "24h", "7d"] as const satisfies readonly StatsWindow[];
export const usualWindow: StatsWindow = "24h";

/** What stands in the address, if it is one of them. */
export function statsWindowOf(text: unknown): StatsWindow {
  return statsWindows.find((window) => window === text) ?? usualWindow;
}
