"use client";

import type { ComponentProps } from "react";
import { controlClasses, Field, type FieldProps } from "./field.tsx";

export type TextAreaProps = FieldProps & Omit<ComponentProps<"textarea">, "className" | "id"> & { mono?: boolean };

/** Several lines of text; `mono` for JSON and the like. */
export function TextArea({ label, labelHidden, hint, error, className, mono = false, ...area }: TextAreaProps) {
  const classes = `block py-2 leading-relaxed ${controlClasses} ${mono ? "font-mono sm:text-xs" : ""}`;
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(control) => <textarea rows={4} {...area} {...control} className={classes} />}
    </Field>
  );
}
