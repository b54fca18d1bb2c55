import type { Json } from "@baton/contracts";
import { isFields, type JsonFields } from "./json-value.ts";

export type NamedField = { name: string; schema: JsonFields; required: boolean };
export type Variant = { label: string; type: JsonType; schema: JsonFields };
export type JsonType = "string" | "number" | "boolean" | "array" | "object" | "null";

/** What a part of a form looks like. `json`: what cannot be drawn is written as JSON. */
export type Shape =
  | { kind: "text"; long: boolean }
  | { kind: "number" }
  | { kind: "boolean" }
  | { kind: "choice"; values: Json[] }
  | { kind: "list"; item: JsonFields }
  | { kind: "fields"; fields: NamedField[] }
  | { kind: "variants"; variants: Variant[] }
  | { kind: "json" };

/** From how many characters on a text gets several lines. */
const longChars = 1000;
/** With more than these a value can be almost anything, and is written sooner than chosen. */
const fewVariants = 3;
const json: Shape = { kind: "json" };

/** How a value of this JSON Schema is asked for. References must have been resolved. */
export function shapeOf(schema: JsonFields): Shape {
  const values = valuesOf(schema);
  if (values) return { kind: "choice", values };
  const alternatives = alternativesOf(schema);
  if (alternatives) return variantsOf(alternatives);
  if ("allOf" in schema || "not" in schema || "$ref" in schema || "if" in schema) return json;
  switch (schema["type"]) {
    case "string":
      return { kind: "text", long: schema["format"] === undefined && Number(schema["maxLength"] ?? 0) > longChars };
    case "integer":
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "boolean" };
    case "array":
      return isFields(schema["items"]) && !("prefixItems" in schema) ? { kind: "list", item: schema["items"] } : json;
    case "object":
      return fieldsOf(schema);
    default:
      return json;
  }
}

function valuesOf(schema: JsonFields): Json[] | undefined {
  if ("const" in schema) return [schema["const"] as Json];
  return Array.isArray(schema["enum"]) && schema["enum"].length > 0 ? schema["enum"] : undefined;
}

function alternativesOf(schema: JsonFields): JsonFields[] | undefined {
  const { type, ...rest } = schema;
  if (Array.isArray(type)) return type.map((one) => ({ ...rest, type: one }));
  const listed = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(listed) ? listed.map((one) => (isFields(one) ? one : {})) : undefined;
}

/** Alternatives can be told apart, and so be chosen, when each is of another type. */
function variantsOf(alternatives: JsonFields[]): Shape {
  const values = alternatives.map(valuesOf);
  if (values.every((some) => some !== undefined)) return { kind: "choice", values: values.flat() };
  const variants = alternatives.flatMap((schema): Variant[] => {
    const type = schema["type"] === "integer" ? "number" : (schema["type"] as JsonType);
    return Object.hasOwn(typeLabels, String(type)) ? [{ label: typeLabels[type], type, schema }] : [];
  });
  const isClear =
    new Set(variants.map(({ type }) => type)).size === alternatives.length && variants.length <= fewVariants;
  return isClear ? { kind: "variants", variants } : json;
}

const typeLabels: Record<JsonType, string> = {
  string: "Text",
  number: "Number",
  boolean: "Yes or no",
  array: "List",
  object: "Fields",
  null: "Nothing (null)",
};

function fieldsOf({ properties, required, additionalProperties }: JsonFields): Shape {
  // Names that only the submitter knows.
  if (!isFields(properties) || isFields(additionalProperties)) return json;
  const isRequired = new Set(Array.isArray(required) ? required : []);
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    schema: isFields(schema) ? schema : {},
    required: isRequired.has(name),
  }));
  return fields.length > 0 ? { kind: "fields", fields } : json;
}

/**
 * The schema with what its references lead to in their places. Those that lead to themselves, or out of it, stay; so do
 * all of them when there is too much of it.
 */
export function resolveRefs(root: Json | undefined): JsonFields | undefined {
  if (!isFields(root)) return undefined;
  let left = 5000;
  const resolved = (schema: Json, within: readonly string[]): Json => {
    left -= 1;
    if (left < 0) return schema;
    if (Array.isArray(schema)) return schema.map((one) => resolved(one, within));
    if (!isFields(schema)) return schema;
    const ref = schema["$ref"];
    const target = typeof ref === "string" && !within.includes(ref) ? targetOf(root, ref) : undefined;
    if (target !== undefined) {
      const { $ref: _ref, ...beside } = schema;
      return resolved({ ...target, ...beside }, [...within, ref as string]);
    }
    const parts = Object.entries(schema).filter(([name]) => name !== "$defs" && name !== "definitions");
    return Object.fromEntries(parts.map(([name, part]) => [name, resolved(part, within)]));
  };
  return resolved(root, []) as JsonFields;
}

function targetOf(root: JsonFields, ref: string): JsonFields | undefined {
  if (!ref.startsWith("#/")) return undefined;
  const names = ref.slice(2).split("/");
  let found: Json | undefined = root;
  for (const name of names)
    found = isFields(found) ? found[name.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return isFields(found) ? found : undefined;
}

/** What a new part of a list begins with. */
export function emptyOf(schema: JsonFields): Json {
  if (schema["default"] !== undefined) return schema["default"];
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case "choice":
      return shape.values[0] ?? null;
    case "boolean":
      return false;
    case "list":
      return [];
    case "fields":
      return {};
    case "variants":
      return shape.variants[0] ? emptyOf(shape.variants[0].schema) : null;
    case "json":
      return null;
    // A number that nobody has typed yet is an empty text.
    case "text":
    case "number":
      return "";
    default:
      return shape satisfies never;
  }
}

export function typeOf(value: Json | undefined): JsonType | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isFields(value)) return "object";
  return typeof value === "object" ? "number" : (typeof value as JsonType);
}
