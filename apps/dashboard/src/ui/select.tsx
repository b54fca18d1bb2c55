"use client";

import { ChevronsUpDown } from "lucide-react";
import { controlClasses, Field, type FieldProps } from "./field.tsx";

export type SelectOption<V extends string> = { value: V; label: string };

export type SelectProps<V extends string> = FieldProps & {
  value: V;
  options: readonly SelectOption<V>[];
  onValueChange: (value: V) => void;
  disabled?: boolean;
  /** For a form that the browser sends itself. */
  name?: string;
};

/** One choice of several, with the browser's own list. For nothing chosen, give an option of its own ("Any type"). */
export function Select<V extends string>(props: SelectProps<V>) {
  const { value, options, onValueChange, disabled = false, name, label, labelHidden, hint, error, className } = props;
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(control) => (
        <span className="relative block">
          <select
            {...control}
            name={name}
            value={value}
            disabled={disabled}
            onChange={({ target }) => onValueChange(target.value as V)}
            className={`h-8.5 appearance-none truncate pr-8 ${controlClasses}`}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronsUpDown
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-ink-faint"
          />
        </span>
      )}
    </Field>
  );
}
