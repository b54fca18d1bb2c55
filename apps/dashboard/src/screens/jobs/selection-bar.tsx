"use client";

import type { JobAction } from "@baton/contracts";
import { Button } from "../../ui/button.tsx";
import { actionWords, jobActions } from "./action-words.ts";

export type SelectionBarProps = { count: number; onAction: (action: JobAction) => void; onClear: () => void };

/** What can be done with the selected rows; it stands at the foot of the window, so that no row moves when it comes. */
export function SelectionBar({ count, onAction, onClear }: SelectionBarProps) {
  if (count === 0) return null;
  return (
    <>
      {/* So that the last rows can be scrolled above it. */}
      <div aria-hidden="true" className="h-16 max-sm:h-24" />
      <section
        aria-label="Selected jobs"
        className="pointer-events-none fixed inset-x-0 bottom-4 z-30 flex justify-center px-4"
      >
        <div className="pointer-events-auto flex flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-surface px-3 py-2 shadow-lg">
          <span aria-live="polite" className="px-1 font-medium text-sm">
            {count.toLocaleString("en")} selected
          </span>
          {jobActions.map((action) => (
            <Button
              key={action}
              size="small"
              onClick={() => onAction(action)}
              className={actionWords[action].danger ? "text-bad!" : ""}
            >
              {actionWords[action].label}
            </Button>
          ))}
          <Button size="small" onClick={onClear}>
            Clear selection
          </Button>
        </div>
      </section>
    </>
  );
}
