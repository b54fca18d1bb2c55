"use client";

import { useId } from "react";

export type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onValueChange: (value: V) => void;
};

/** One of a few short choices, all in sight: a span of time, a kind of view. Arrow keys change it. */
export function Segmented<V extends string>({ label, value, options, onValueChange }: SegmentedProps<V>) {
  const name = useId();
  return (
    <fieldset className="inline-flex rounded-lg border border-line-strong bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative rounded-md px-2.5 py-1 font-medium text-ink-soft text-xs hover:text-ink has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
