"use client";

import { type ComponentProps, useEffect, useEffectEvent, useState } from "react";
import { TextField } from "../../ui/text-field.tsx";

/** As long as somebody types, nothing is searched. */
const pauseMs = 400;

export type FilterTextProps = Pick<ComponentProps<typeof TextField>, "label" | "hint" | "className" | "placeholder"> & {
  name: string;
  type?: "search" | "text";
  /** The id of a list of suggestions. */
  list?: string;
  value: string;
  onCommit: (value: string) => void;
};

/** A condition that is typed: it counts after a pause, with Enter, or when the field is left. */
export function FilterText({ value, onCommit, type = "text", ...field }: FilterTextProps) {
  const [draft, setDraft] = useState(value);
  const [shown, setShown] = useState(value);
  if (value !== shown) {
    // It has been changed elsewhere: cleared, or by going back.
    setShown(value);
    setDraft(value);
  }
  const commit = useEffectEvent(() => {
    const next = draft.trim();
    if (next === value) return;
    setShown(next);
    onCommit(next);
  });
  useEffect(() => {
    if (draft === value) return;
    const timer = setTimeout(() => commit(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, value]);
  return (
    <TextField
      {...field}
      type={type}
      value={draft}
      onChange={({ target }) => setDraft(target.value)}
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
    />
  );
}
