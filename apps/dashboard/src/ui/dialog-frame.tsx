"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { DialogProps } from "./dialog.tsx";

const widths = { small: "sm:max-w-md", medium: "sm:max-w-xl", large: "sm:max-w-3xl" };

/** What a `Dialog` looks like. On a phone it fills the width at the foot of the screen; what is too long scrolls inside. */
export function DialogFrame(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, size = "small", initialFocus } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-veil transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 motion-reduce:transition-none" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center sm:items-center sm:p-6">
          <Base.Popup
            initialFocus={initialFocus}
            className={`flex max-h-[90dvh] w-full flex-col rounded-t-2xl border border-line bg-surface shadow-2xl outline-none transition duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0 motion-reduce:transition-none sm:rounded-2xl ${widths[size]}`}
          >
            <header className="flex items-start justify-between gap-4 px-5 pt-4">
              <Base.Title className="wrap-anywhere font-semibold text-base">{title}</Base.Title>
              <Base.Close
                aria-label="Close"
                className="-mr-1.5 rounded-md p-1 text-ink-faint hover:bg-sunken hover:text-ink"
              >
                <X aria-hidden="true" className="size-4" />
              </Base.Close>
            </header>
            <div className="min-h-0 overflow-y-auto px-5 pt-1 pb-5">
              {description ? (
                <Base.Description render={<div />} className="wrap-anywhere text-ink-soft text-sm">
                  {description}
                </Base.Description>
              ) : null}
              {children ? <div className="mt-4">{children}</div> : null}
            </div>
            {footer ? (
              <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer>
            ) : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
