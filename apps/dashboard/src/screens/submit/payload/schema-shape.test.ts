import type { Json } from "@baton/contracts";
import { expect, test } from "vitest";
import * as z from "zod";
import type { JsonFields } from "./json-value.ts";
import { hintOf } from "./schema-hint.ts";
import { emptyOf, resolveRefs, shapeOf } from "./schema-shape.ts";

const schemaOf = (type: z.ZodType) =>
  resolveRefs(z.toJSONSchema(type, { io: "input", unrepresentable: "any" }) as Json);

function shapesOf(type: z.ZodType): Record<string, string> {
  const shape = shapeOf(schemaOf(type) ?? {});
  if (shape.kind !== "fields") return { "": shape.kind };
  return Object.fromEntries(
    shape.fields.map(({ name, schema, required }) => [name, shapeOf(schema).kind + (required ? "!" : "")]),
  );
}

test("each kind of value is asked for in its own way", () => {
  const input = z.object({
    name: z.string(),
    steps: z.int().default(10),
    rate: z.number().optional(),
    force: z.boolean().optional(),
    method: z.enum(["GET", "POST"]).default("GET"),
    tags: z.array(z.string()).optional(),
    address: z.object({ street: z.string() }),
    to: z.union([z.email(), z.array(z.email())]),
    note: z.string().nullable(),
    kind: z.literal("a"),
    either: z.union([z.literal("x"), z.literal(3)]),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
    pair: z.tuple([z.string(), z.number()]),
    one: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  });
  expect(shapesOf(input)).toEqual({
    name: "text!",
    steps: "number",
    rate: "number",
    force: "boolean",
    method: "choice",
    tags: "list",
    address: "fields!",
    to: "variants!",
    note: "variants!",
    kind: "choice!",
    either: "choice!",
    headers: "json",
    body: "json",
    pair: "json!",
    one: "json!",
  });
});

test("what is no object with named fields is one value, or written as JSON", () => {
  expect(shapesOf(z.string())).toEqual({ "": "text" });
  expect(shapesOf(z.any())).toEqual({ "": "json" });
  expect(shapesOf(z.object({}))).toEqual({ "": "json" });
  expect(shapeOf({ allOf: [{ type: "object" }] })).toEqual({ kind: "json" });
});

test("references are followed, except into themselves and out of the schema", () => {
  const node = { type: "object", properties: { next: { $ref: "#/$defs/node" }, far: { $ref: "https://x/y" } } };
  const resolved = resolveRefs({ $ref: "#/$defs/node", $defs: { node } });
  expect(resolved).toEqual({
    type: "object",
    properties: { next: { $ref: "#/$defs/node" }, far: { $ref: "https://x/y" } },
  });
  expect(shapeOf({ $ref: "#/$defs/node" })).toEqual({ kind: "json" });
  expect(
    resolveRefs({ properties: { a: { $ref: "#/$defs/a~1b", title: "A" } }, $defs: { "a/b": { type: "string" } } }),
  ).toEqual({
    properties: { a: { type: "string", title: "A" } },
  });
});

test("a schema that grows without end when references are followed is left as it is", () => {
  const defs: Record<string, JsonFields> = { d0: { type: "string" } };
  for (let at = 1; at < 40; at += 1) {
    const $ref = `#/$defs/d${at - 1}`;
    defs[`d${at}`] = { type: "object", properties: { a: { $ref }, b: { $ref } } };
  }
  expect(resolveRefs({ $ref: "#/$defs/d39", $defs: defs })).toBeDefined();
});

test("bounds and defaults are told in words", () => {
  const hints = (type: z.ZodType) => hintOf(schemaOf(type) ?? {});
  expect(hints(z.int().min(1).max(1000).default(10))).toBe("From 1 to 1,000. Left out, it is 10.");
  expect(hints(z.int())).toBeUndefined();
  expect(hints(z.string().max(20).describe("Who gets it"))).toBe("Who gets it. 20 characters at most.");
  expect(hints(z.email())).toBe("A mail address.");
  expect(hints(z.array(z.string()).min(1).max(50))).toBe("50 entries at most.");
});

test("a new entry begins with its default, or with nothing typed", () => {
  expect(emptyOf({ type: "string", default: "x" })).toBe("x");
  expect(emptyOf({ type: "integer" })).toBe("");
  expect(emptyOf({ enum: [3, 4] })).toBe(3);
  expect(emptyOf({ type: "object", properties: { a: {} } })).toEqual({});
});
