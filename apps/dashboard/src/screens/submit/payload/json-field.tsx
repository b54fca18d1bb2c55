"use client";

import { useEffect, useState } from "react";
import { TextArea } from "../../../ui/text-area.tsx";
import { prettyJson, readJsonText } from "./json-value.ts";
import { usePayloadForm } from "./payload-context.ts";
import { type SchemaFieldProps, useFieldParts } from "./schema-field.tsx";

/** A value written as JSON: what a form cannot draw. */
export function JsonField(props: SchemaFieldProps) {
  const { value, onChange, path } = props;
  const { markBroken } = usePayloadForm();
  const parts = useFieldParts(props);
  const [draft, setDraft] = useState(() => ({ text: textOf(value), value }));
  // The value was changed elsewhere, or set anew: what was written here is over.
  if (draft.value !== value && textOf(draft.value) !== textOf(value)) setDraft({ text: textOf(value), value });
  const read = draft.text.trim() === "" ? undefined : readJsonText(draft.text);
  const broken = read?.kind === "broken" ? read.message : undefined;
  useEffect(() => {
    markBroken(path, broken !== undefined);
    return () => markBroken(path, false);
  }, [broken, markBroken, path]);
  const write = (text: string) => {
    const next = text.trim() === "" ? undefined : readJsonText(text);
    if (next?.kind === "broken") return setDraft({ text, value });
    setDraft({ text, value: next?.value });
    onChange(next?.value);
  };
  return (
    <TextArea
      {...parts}
      hint={[parts.hint, "Written as JSON."].filter(Boolean).join(" ")}
      error={broken === undefined ? parts.error : `This is not JSON: ${broken}`}
      mono
      rows={Math.min(10, Math.max(2, draft.text.split("\n").length))}
      spellCheck={false}
      value={draft.text}
      onChange={({ target }) => write(target.value)}
    />
  );
}

function textOf(value: SchemaFieldProps["value"]): string {
  return value === undefined ? "" : prettyJson(value);
}
