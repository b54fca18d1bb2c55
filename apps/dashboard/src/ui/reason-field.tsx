"use client";

import { limits } from "@baton/contracts";
import { type RefObject, useRef, useState } from "react";
import { TextArea } from "./text-area.tsx";

/** Why somebody orders something, as far as it is written. */
export type Reason = {
  /** Trimmed; undefined when nothing is said. */
  given: string | undefined;
  /** Asks for it where it is required and missing. @returns whether the order may be sent. */
  check: () => boolean;
  required: boolean;
  missing: boolean;
  text: string;
  change: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

export function useReason({ required }: { required: boolean }): Reason {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const given = text.trim() || undefined;
  return {
    given,
    check: () => {
      if (!required || given !== undefined) return true;
      setMissing(true);
      field.current?.focus();
      return false;
    },
    required,
    missing,
    text,
    change: (next) => {
      setText(next);
      setMissing(false);
    },
    field,
  };
}

export function ReasonField({ reason }: { reason: Reason }) {
  const { required, missing, text, change, field } = reason;
  return (
    <TextArea
      ref={field}
      label={required ? "Reason" : "Reason (optional)"}
      hint="It is kept in the record, with who did this and when."
      error={missing ? "Say why: this goes into the record." : undefined}
      rows={2}
      maxLength={limits.messageChars}
      value={text}
      onChange={(event) => change(event.target.value)}
    />
  );
}
