"use client";

import type { ComponentProps } from "react";
import { controlClasses, Field, type FieldProps } from "./field.tsx";

export type TextFieldProps = FieldProps & Omit<ComponentProps<"input">, "className" | "id">;

/** One line of text; `type="number"`, `"datetime-local"` and others of its kind, too. */
export function TextField({ label, labelHidden, hint, error, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(control) => <input {...input} {...control} className={`h-8.5 ${controlClasses}`} />}
    </Field>
  );
}
