"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactNode } from "react";

/** A `Tooltip` that is shown. */
export function TooltipPopup({ anchor, text }: { anchor: Element; text: ReactNode }) {
  return (
    <Base.Root open>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} className="pointer-events-none z-50">
          <Base.Popup className="max-w-xs rounded-md border border-line-strong bg-surface px-2 py-1 text-ink text-xs shadow-md">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
