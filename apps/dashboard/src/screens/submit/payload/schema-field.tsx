"use client";

import type { Json } from "@baton/contracts";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { InputFileField } from "../inputs/input-file-field.tsx";
import { JsonField } from "./json-field.tsx";
import { isFields, type JsonFields, lineOf, numberFrom } from "./json-value.ts";
import { ListField } from "./list-field.tsx";
import { ObjectField } from "./object-field.tsx";
import { usePayloadForm } from "./payload-context.ts";
import { hintOf } from "./schema-hint.ts";
import { type Shape, shapeOf } from "./schema-shape.ts";
import { VariantField } from "./variant-field.tsx";

export type SchemaFieldProps = {
  schema: JsonFields;
  name: string;
  path: string;
  required: boolean;
  /** Undefined when it is left out. */
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
  /** For an entry of a list, whose place says what it is. */
  labelHidden?: boolean;
};

/** A string property of this name is a file of container `job-inputs`. */
const inputFileName = "inputBlob";

/** One value of a payload, asked for as its schema says. */
export function SchemaField(props: SchemaFieldProps) {
  const { schema, value, name } = props;
  const shape = shapeOf(schema);
  if (!fits(shape, value)) return <JsonField {...props} />;
  switch (shape.kind) {
    case "text":
      return name === inputFileName ? <FileOf {...props} /> : <TextOf {...props} long={shape.long} />;
    case "number":
      return <NumberOf {...props} />;
    case "boolean":
      return <ChoiceOf {...props} values={[true, false]} />;
    case "choice":
      return <ChoiceOf {...props} values={shape.values} />;
    case "list":
      return <ListField {...props} item={shape.item} />;
    case "fields":
      return <ObjectField {...props} fields={shape.fields} />;
    case "variants":
      return <VariantField {...props} variants={shape.variants} />;
    case "json":
      return <JsonField {...props} />;
    default:
      return shape satisfies never;
  }
}

/** A value that is something else than the schema says, as JSON may have it, stays what it is. */
function fits(shape: Shape, value: Json | undefined): boolean {
  if (value === undefined) return true;
  switch (shape.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return !isFields(value) && !Array.isArray(value) && value !== null && typeof value !== "boolean";
    case "list":
      return Array.isArray(value);
    case "fields":
      return isFields(value);
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return shape.values.some((one) => JSON.stringify(one) === JSON.stringify(value));
    case "variants":
    case "json":
      return true;
    default:
      return shape satisfies never;
  }
}

/** What every kind of field shows around its control. */
export function useFieldParts({ schema, name, path, required, labelHidden }: SchemaFieldProps) {
  const { errorAt } = usePayloadForm();
  const label = typeof schema["title"] === "string" ? schema["title"] : name;
  return {
    label: <FieldLabel label={label} required={required} />,
    labelHidden,
    hint: hintOf(schema),
    error: errorAt(path),
  };
}

function FieldLabel({ label, required }: { label: string; required: boolean }) {
  return (
    <>
      {label}
      {required ? <span className="font-normal text-ink-faint"> (required)</span> : null}
    </>
  );
}

function TextOf(props: SchemaFieldProps & { long: boolean }) {
  const { value, onChange, required, long, schema } = props;
  const parts = useFieldParts(props);
  const text = lineOf(value);
  const change = (next: string) => onChange(next === "" && !required ? undefined : next);
  // A field of one line would take the line ends out of the text.
  if (long || text.includes("\n")) {
    return <TextArea {...parts} value={text} onChange={({ target }) => change(target.value)} />;
  }
  return (
    <TextField
      {...parts}
      value={text}
      placeholder={lineOf(schema["default"])}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => change(target.value)}
    />
  );
}

function FileOf(props: SchemaFieldProps) {
  const { value, onChange, required } = props;
  return (
    <InputFileField
      {...useFieldParts(props)}
      value={lineOf(value)}
      onChange={(name) => onChange(name === "" && !required ? undefined : name)}
    />
  );
}

function NumberOf(props: SchemaFieldProps) {
  const { value, onChange, schema } = props;
  return (
    <TextField
      {...useFieldParts(props)}
      // Not type="number": a browser keeps what it takes for no number to itself, and rounds long ones.
      inputMode="decimal"
      autoComplete="off"
      value={lineOf(value)}
      placeholder={lineOf(schema["default"])}
      onChange={({ target }) => onChange(numberFrom(target.value))}
    />
  );
}

const leftOut = "";

function ChoiceOf(props: SchemaFieldProps & { values: Json[] }) {
  const { value, values, onChange, required, schema } = props;
  const options = values.map((one) => ({ value: JSON.stringify(one), label: labelOf(one) }));
  const none = { value: leftOut, label: required ? "Choose…" : withoutLabel(schema["default"]) };
  return (
    <Select
      {...useFieldParts(props)}
      value={value === undefined ? leftOut : JSON.stringify(value)}
      options={[none, ...options]}
      onValueChange={(chosen) => onChange(values.find((one) => JSON.stringify(one) === chosen))}
    />
  );
}

function withoutLabel(fallback: Json | undefined): string {
  return fallback === undefined ? "Leave out" : `Leave out (${labelOf(fallback)})`;
}

function labelOf(value: Json): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return value === "" ? "Empty text" : lineOf(value);
}
