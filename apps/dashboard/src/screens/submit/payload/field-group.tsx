"use client";

import type { ReactNode } from "react";

export type FieldGroupProps = {
  legend: ReactNode;
  legendHidden?: boolean | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  /** Buttons beside the legend. */
  aside?: ReactNode;
  children?: ReactNode;
};

/** Several fields that make one value together. */
export function FieldGroup({ legend, legendHidden = false, hint, error, aside, children }: FieldGroupProps) {
  return (
    <fieldset className="min-w-0 rounded-lg border border-line px-3 pt-1 pb-3">
      <legend className={legendHidden ? "sr-only" : "px-1 font-medium text-sm"}>{legend}</legend>
      <div className="space-y-3">
        {hint ? <p className="text-ink-faint text-xs">{hint}</p> : null}
        <p aria-live="polite" className="text-bad text-xs empty:hidden">
          {error}
        </p>
        {children}
        {aside ? <div className="flex flex-wrap gap-2">{aside}</div> : null}
      </div>
    </fieldset>
  );
}
