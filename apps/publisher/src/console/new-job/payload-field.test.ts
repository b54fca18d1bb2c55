import type { Json } from "@baton/contracts";
import { expect, test } from "vitest";
import { z } from "zod";
import { leftOut, type PayloadField, payloadFields } from "./payload-field.ts";

function fieldsOf(input: z.ZodType): PayloadField[] | undefined {
  return payloadFields(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as Json);
}

function field(property: z.ZodType): PayloadField {
  const [only] = fieldsOf(z.object({ value: property })) ?? [];
  if (!only) throw new Error("There is no such field");
  return only;
}

test("each property is asked with its kind, its default or whether it may be left out, and what it is for", () => {
  const input = z.object({
    steps: z.int().default(10).describe("How many"),
    ratio: z.number(),
    name: z.string().optional(),
    dry: z.boolean().default(false),
    mode: z.enum(["fast", "safe"]),
    tags: z.array(z.string()).optional(),
  });
  expect(fieldsOf(input)?.map(({ question }) => question)).toEqual([
    "steps (integer, default 10): How many",
    "ratio (number, required)",
    "name (text, may be left out)",
    "dry (true or false, default false)",
    "mode (one of these, required)",
    "tags (JSON, may be left out)",
  ]);
});

test("text from a worker cannot move the cursor", () => {
  const [odd] = fieldsOf(z.object({ "a\u001b[2J": z.string().describe("b\r\nc") })) ?? [];
  expect(odd?.question).toBe("a [2J (text, required): b c");
});

test.each<[z.ZodType, string, Json]>([
  [z.int(), "7", 7],
  [z.number(), "-1.5", -1.5],
  [z.string(), "7", "7"],
  [z.iso.date(), "2026-11-25", "2026-11-25"],
  [z.array(z.int()), "[1, 2]", [1, 2]],
  [z.union([z.string(), z.number()]), '"x"', "x"],
  [z.date(), "1", 1],
])("an answer is read as what the property is", (property, text, value) => {
  expect(field(property).read(text)).toEqual({ kind: "read", value });
});

test("numbers keep their digits", () => {
  const reading = field(z.number()).read("1.10");
  expect(JSON.stringify(reading)).toBe('{"kind":"read","value":1.10}');
});

test.each<[z.ZodType, string]>([
  [z.int(), "1.5"],
  [z.int(), "ten"],
  [z.int().max(5), "6"],
  [z.number(), "1,5"],
  [z.string().max(2), "abc"],
  [z.iso.date(), "today"],
  [z.array(z.int()), "[1,"],
  [z.array(z.int()), '["a"]'],
])("an answer that does not fit is refused with what was expected", (property, text) => {
  expect(field(property).read(text)).toEqual({ kind: "wrong", message: expect.stringMatching(/expected|Invalid/i) });
});

test("no answer leaves out what may be left out, and only that", () => {
  expect(field(z.int().default(3)).read("")).toEqual({ kind: "read", value: leftOut });
  expect(field(z.int().optional()).read("")).toEqual({ kind: "read", value: leftOut });
  expect(field(z.int()).read("")).toEqual({ kind: "wrong", message: "Expected a value" });
});

test("what has few values is chosen, not typed", () => {
  expect(field(z.enum(["fast", "safe"])).choices).toEqual(["fast", "safe"]);
  expect(field(z.boolean()).choices).toEqual([true, false]);
  expect(field(z.literal(7)).choices).toBeUndefined();
  expect(field(z.string()).choices).toBeUndefined();
});

test("a payload that is no list of properties is asked for as a whole", () => {
  expect(payloadFields(undefined)).toBeUndefined();
  expect(fieldsOf(z.record(z.string(), z.int()))).toBeUndefined();
  expect(fieldsOf(z.looseObject({}))).toBeUndefined();
  expect(fieldsOf(z.union([z.string(), z.object({ a: z.int() })]))).toBeUndefined();
  expect(payloadFields({ type: "object", properties: { a: true, b: { type: ["string", "null"] } } })).toHaveLength(2);
});

test("a schema that cannot be checked here lets every answer pass", () => {
  const [odd] = payloadFields({ type: "object", properties: { a: { $ref: "#/$defs/gone" } } }) ?? [];
  expect(odd?.read("[1]")).toEqual({ kind: "read", value: [1] });
});
