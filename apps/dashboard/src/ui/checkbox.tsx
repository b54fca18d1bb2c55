"use client";

import { type ReactNode, useEffect, useRef } from "react";

export type CheckboxProps = {
  checked: boolean;
  /** Some, not all, of what it stands for. */
  indeterminate?: boolean;
  onCheckedChange: (checked: boolean, event: Event) => void;
  disabled?: boolean;
  label: ReactNode;
  labelHidden?: boolean;
};

/** The browser's own: a table has hundreds of them. */
export function Checkbox(props: CheckboxProps) {
  const { checked, indeterminate = false, onCheckedChange, disabled = false, label, labelHidden = false } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // There is no attribute for it.
    if (input.current) input.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <label className="inline-flex min-h-5 items-center gap-2 align-top text-sm">
      <input
        ref={input}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target, nativeEvent }) => onCheckedChange(target.checked, nativeEvent)}
        className="size-4 shrink-0 accent-accent"
      />
      <span className={labelHidden ? "sr-only" : ""}>{label}</span>
    </label>
  );
}
