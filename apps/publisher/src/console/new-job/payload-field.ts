import { type Json, jsonSchema, parseLossless } from "@baton/contracts";
import { z } from "zod";
import { plainText } from "../../plain-text.ts";
import { truncate } from "../text-width.ts";
import { type Reading, read, wrong } from "./reading.ts";

/** Stands for a property that the payload does not have: the worker fills in its default. */
export const leftOut = Symbol("left out");
export type FieldValue = Json | typeof leftOut;

/** A question for one property of a payload. */
export type PayloadField = {
  name: string;
  /** `steps (integer, default 10): how many` */
  question: string;
  /** What it is without an answer; undefined: there must be one. */
  without: string | undefined;
  /** The only values that it may have, if they are few and known. */
  choices: Json[] | undefined;
  /** An empty text leaves it out, if it may be. */
  read: (text: string) => Reading<FieldValue>;
};

const shownChars = 60;

const propertySchema = z.looseObject({
  type: z.unknown(),
  enum: z.array(jsonSchema).min(1).optional(),
  default: jsonSchema.optional(),
  description: z.string().optional(),
});
type Property = z.output<typeof propertySchema>;

// What is more than a list of properties, and what says less, is asked for as a whole.
const payloadSchema = z.object({
  type: z.literal("object"),
  properties: z
    .record(z.string(), propertySchema.catch({ type: undefined }))
    .refine((properties) => Object.keys(properties).length > 0),
  required: z.array(z.string()).default([]),
});

/** A question for each property of a payload; undefined when its JSON Schema tells of none. */
export function payloadFields(inputSchema: Json | undefined): PayloadField[] | undefined {
  const schema = payloadSchema.safeParse(inputSchema);
  if (!schema.success) return undefined;
  const { properties, required } = schema.data;
  return Object.entries(properties).map(([name, property]) => fieldOf(name, property, required.includes(name)));
}

function fieldOf(name: string, property: Property, isRequired: boolean): PayloadField {
  const without = withoutAnswer(property, isRequired);
  const kind = kindOf(property);
  const description = property.description === undefined ? "" : `: ${plainText(property.description)}`;
  return {
    name,
    question: `${plainText(name)} (${kind.label}, ${without ?? "required"})${description}`,
    without,
    choices: property.enum ?? (property.type === "boolean" ? [true, false] : undefined),
    read: (text) => {
      if (text !== "") return checked(kind.read(text), property);
      return without === undefined ? wrong("Expected a value") : read(leftOut);
    },
  };
}

function withoutAnswer(property: Property, isRequired: boolean): string | undefined {
  if (property.default !== undefined) return `default ${shownJson(property.default)}`;
  return isRequired ? undefined : "may be left out";
}

type Kind = { label: string; read: (text: string) => Reading<Json> };

function kindOf(property: Property): Kind {
  if (property.enum) return { label: "one of these", read: readJson };
  switch (property.type) {
    case "string":
      return { label: "text", read };
    case "integer":
    case "number":
      return { label: property.type, read: readNumber };
    case "boolean":
      return { label: "true or false", read: readJson };
    default:
      return { label: "JSON", read: readJson };
  }
}

/** Any JSON; its numbers keep their digits. */
export function readJson(text: string): Reading<Json> {
  try {
    return read(parseLossless(text) as Json);
  } catch {
    return wrong('Expected JSON, such as {"a": 1}, [1, 2] or "text"');
  }
}

function readNumber(text: string): Reading<Json> {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) ? readJson(text) : wrong("Expected a number");
}

/** The worker checks the payload again: what cannot be checked here passes. */
function checked(reading: Reading<Json>, property: Property): Reading<Json> {
  const schema = schemaOf(property);
  if (reading.kind === "wrong" || !schema) return reading;
  const result = schema.safeParse(JSON.parse(JSON.stringify(reading.value)));
  return result.success ? reading : wrong(plainText(result.error.issues[0]?.message ?? "This does not fit"));
}

function schemaOf(property: Property): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(property as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    return undefined;
  }
}

/** A value on one line, shortened. */
export function shownJson(value: Json): string {
  return truncate(plainText(JSON.stringify(value)), shownChars);
}
