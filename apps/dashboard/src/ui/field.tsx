"use client";

import { type ReactNode, useId } from "react";

export type FieldProps = {
  label: ReactNode;
  /** Only for those who cannot see it: the place says what the field is. */
  labelHidden?: boolean | undefined;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string | undefined;
};

/** What a control needs to belong to its field. */
export type ControlProps = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** A form control with its label, its hint, and what is wrong with its value; all three are told to screen readers. */
export function Field(props: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const { label, labelHidden = false, hint, error, className = "", children } = props;
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [hint ? hintId : [], error === undefined ? [] : errorId].flat().join(" ");
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "mb-1 block font-medium text-sm"}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {hint ? (
        <p id={hintId} className="mt-1 text-ink-faint text-xs">
          {hint}
        </p>
      ) : null}
      <p id={errorId} aria-live="polite" className="mt-1 text-bad text-xs empty:hidden">
        {error}
      </p>
    </div>
  );
}

// 16 px on a phone: with less, it zooms in when the field is touched.
export const controlClasses =
  "w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-ink-faint disabled:opacity-55 aria-invalid:border-bad sm:text-sm";
