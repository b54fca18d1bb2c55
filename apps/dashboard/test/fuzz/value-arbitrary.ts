import fc from "fast-check";

/** The part of JSON Schema that the description of the API uses. */
export type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
};

/** What there is in the system, by the name of the field or parameter that can mean it. */
export type KnownValues = Record<string, readonly string[]>;

const longest = 40;
const mostItems = 4;

/** Values as the schema describes them: mostly good ones. */
export function describedValue(schema: JsonSchema, known: KnownValues, name = ""): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => describedValue(choice, known, name)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return objectOf(schema, known);
    case "array":
      return arrayOf(schema, known, name);
    case "string":
      return known[name] ? fc.oneof(fc.constantFrom(...known[name]), textOf(schema)) : textOf(schema);
    case "integer":
      return fc.oneof(smallInteger(schema), bounds(schema));
    case "number":
      return fc.double({ min: least(schema), max: most(schema), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

/** What no schema describes, or hardly: wrong types, huge and odd numbers, deep nesting, names that mean something to JavaScript. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, -1e308, 2 ** 53, 0.1, "", " ", [], {}, [[]], [null]),
  fc.constantFrom<unknown>(
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\u{1f600}",
    "../../etc/passwd",
    "..%2f..%2f",
    "' or '1' eq '1",
    "\r\nSet-Cookie: a=b",
    "{{7*7}}",
    "__proto__",
    "constructor",
    "NaN",
    "1e999",
    "9".repeat(400),
    "x".repeat(5000),
  ),
  fc.constantFrom(50, 500).map((depth) => nested(depth)),
  fc.string({ unit: "binary", maxLength: longest }),
  fc.jsonValue({ maxDepth: 2 }),
);

function objectOf({ properties = {}, required = [] }: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, describedValue(schema, known, name)] as const,
  );
  const record: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(fields);
  return fc.record(record, { requiredKeys: required, noNullPrototype: true });
}

function arrayOf(schema: JsonSchema, known: KnownValues, name: string): fc.Arbitrary<unknown> {
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map((item) => describedValue(item, known, name)));
  const minLength = schema.minItems ?? 0;
  const maxLength = Math.min(schema.maxItems ?? mostItems, minLength + mostItems);
  return fc.array(describedValue(schema.items || {}, known, name), { minLength, maxLength });
}

function textOf({ pattern, format, minLength = 0, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid({ version: [4, 7] });
  if (format === "date-time") {
    const span = { min: new Date("2000-01-01"), max: new Date("2099-01-01"), noInvalidDate: true };
    return fc.date(span).map((date) => date.toISOString());
  }
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, longest)) };
  if (pattern === undefined) return fc.oneof(fc.string(size), fc.string({ ...size, unit: "grapheme" }));
  return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 200) });
}

function smallInteger(schema: JsonSchema): fc.Arbitrary<number> {
  const min = Math.max(least(schema), Math.min(0, most(schema)));
  return fc.integer({ min, max: Math.min(most(schema), min + 20) });
}

function bounds(schema: JsonSchema): fc.Arbitrary<number> {
  return fc.constantFrom(least(schema), most(schema));
}

function least({ minimum, exclusiveMinimum }: JsonSchema): number {
  return minimum ?? exclusiveMinimum ?? 0;
}

function most({ maximum = Number.MAX_SAFE_INTEGER }: JsonSchema): number {
  return maximum;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
