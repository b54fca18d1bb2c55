"use client";

import { Plus, X } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { IconButton } from "../../../ui/icon-button.tsx";
import { FieldGroup } from "./field-group.tsx";
import type { JsonFields } from "./json-value.ts";
import { pathOf } from "./payload-context.ts";
import { SchemaField, type SchemaFieldProps, useFieldParts } from "./schema-field.tsx";
import { emptyOf } from "./schema-shape.ts";

/** A list: an entry a line, to be added and taken out. */
export function ListField(props: SchemaFieldProps & { item: JsonFields }) {
  const { item, name, path, value, onChange, required } = props;
  const { label, labelHidden, hint, error } = useFieldParts(props);
  const entries = Array.isArray(value) ? value : [];
  const remove = (at: number) => {
    const left = entries.toSpliced(at, 1);
    onChange(left.length === 0 && !required ? undefined : left);
  };
  return (
    <FieldGroup
      legend={label}
      legendHidden={labelHidden}
      hint={hint}
      error={error}
      aside={
        <Button size="small" onClick={() => onChange([...entries, emptyOf(item)])}>
          <Plus aria-hidden="true" />
          Add to {name}
        </Button>
      }
    >
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place
        <div key={at} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <SchemaField
              schema={item}
              name={`${name} ${at + 1}`}
              path={pathOf(path, at)}
              required
              labelHidden
              value={entry}
              onChange={(next) => onChange(entries.with(at, next ?? ""))}
            />
          </div>
          <IconButton label={`Take out ${name} ${at + 1}`} icon={<X aria-hidden="true" />} onClick={() => remove(at)} />
        </div>
      ))}
    </FieldGroup>
  );
}
