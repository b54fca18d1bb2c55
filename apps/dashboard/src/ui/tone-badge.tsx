import type { ReactNode } from "react";
import type { Tone } from "../view/status-tone.ts";
import { badgeClasses, dotClasses } from "./tone-classes.ts";

/** A word in the colour of what it means. */
export function ToneBadge({ tone, pulsing = false, children }: { tone: Tone; pulsing?: boolean; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap align-top rounded-full px-2 py-0.5 font-medium text-xs ${badgeClasses[tone]}`}
    >
      <span
        aria-hidden="true"
        className={`size-1.5 rounded-full ${dotClasses[tone]} ${pulsing ? "motion-safe:animate-pulse" : ""}`}
      />
      {children}
    </span>
  );
}
