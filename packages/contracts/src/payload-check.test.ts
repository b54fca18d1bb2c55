import { expect, test } from "vitest";
import * as z from "zod";
import type { Json } from "./json.ts";
import { parseLossless } from "./parse-lossless.ts";
import { payloadIssues } from "./payload-check.ts";

const schema = z.toJSONSchema(z.object({ day: z.iso.date(), rows: z.int().min(1) }), { io: "input" }) as Json;

test("a payload that fits its type's schema has no issues", () => {
  expect(payloadIssues(schema, { day: "2026-01-31", rows: 3 })).toEqual([]);
});

test("each field that does not fit is named", () => {
  const issues = payloadIssues(schema, { day: "today", rows: 0 });
  expect(new Set(issues.map(({ path }) => path))).toEqual(new Set(["day", "rows"]));
});

test("a number that keeps its digits is a number", () => {
  const free = z.toJSONSchema(z.object({ amount: z.number() }), { io: "input" }) as Json;
  expect(payloadIssues(free, parseLossless('{"amount":1.10}'))).toEqual([]);
});

test("a schema that cannot be checked here refuses nothing", () => {
  expect(payloadIssues({ not: { if: true }, $ref: "https://example.org/unknown" }, { any: 1 })).toEqual([]);
});
