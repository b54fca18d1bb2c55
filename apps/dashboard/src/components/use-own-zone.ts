"use client";

import { useBrowserText } from "./clock.ts";

/** The reader's time zone; UTC until the browser has told it. */
export function useOwnZone(): string {
  return useBrowserText(
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
}
