"use client";

import type { Json } from "@baton/contracts";
import { useState } from "react";
import { Segmented } from "../../../ui/segmented.tsx";
import { SchemaField, type SchemaFieldProps } from "./schema-field.tsx";
import { emptyOf, type JsonType, typeOf, type Variant } from "./schema-shape.ts";

/** A value that may be of one type or another: first which, then the value. */
export function VariantField({ variants, ...props }: SchemaFieldProps & { variants: Variant[] }) {
  const { schema, name, value, onChange } = props;
  const [wanted, setWanted] = useState<JsonType>();
  const chosen = variants.find(({ type }) => type === (typeOf(value) ?? wanted)) ?? variants[0];
  if (!chosen) return null;
  const change = (type: JsonType) => {
    const next = variants.find((variant) => variant.type === type);
    setWanted(type);
    if (next && value !== undefined) onChange(converted(value, next));
    else if (type === "null") onChange(null);
  };
  // What is said of the value as a whole, said of the alternative that is shown.
  const told = Object.fromEntries(
    saidOfAll.flatMap((word) => (schema[word] === undefined ? [] : [[word, schema[word]]])),
  );
  return (
    <div className="space-y-1.5">
      {chosen.type === "null" ? (
        <p className="font-medium text-sm">{name}</p>
      ) : (
        <SchemaField key={chosen.type} {...props} schema={{ ...chosen.schema, ...told }} />
      )}
      <Segmented
        label={`Kind of ${name}`}
        value={chosen.type}
        options={variants.map(({ type, label }) => ({ value: type, label }))}
        onValueChange={change}
      />
    </div>
  );
}

const saidOfAll = ["title", "description", "default"];

/** As much of a value as the other kind can take: one becomes a list of one, and back. */
function converted(value: Json, { type, schema }: Variant): Json {
  if (type === "array" && value !== null) return [value];
  const [first] = Array.isArray(value) ? value : [value];
  if (first !== undefined && typeOf(first) === type) return first;
  return type === "null" ? null : emptyOf(schema);
}
