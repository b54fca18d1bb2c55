import { defineJob, type JobDefinition } from "@baton/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { describeType } from "./describe-type.ts";

const run = () => undefined;

test("a type tells its settings, and the schema of what is submitted, not of what its code gets", () => {
  const input = z.object({ steps: z.int().min(1).default(10), day: z.string().transform((day) => new Date(day)) });
  const retry = { maxAttempts: 5 };
  const { inputSchemaText = "", ...told } = describeType(
    defineJob({ type: "settle", description: "Settles.", timeoutMs: 1000, retry, onHeadFailure: "hold", input, run }),
  );
  expect(told).toEqual({ type: "settle", description: "Settles.", timeoutMs: 1000, retry, onHeadFailure: "hold" });
  expect(JSON.parse(inputSchemaText)).toMatchObject({
    properties: { steps: { type: "integer", minimum: 1, default: 10 }, day: { type: "string" } },
    required: ["day"],
  });
});

test("what JSON cannot say is any value, and the rest of the schema stays", () => {
  const input = z.object({ at: z.date(), name: z.string() });
  const { inputSchemaText = "" } = describeType(defineJob({ type: "at", input, run }));
  expect(JSON.parse(inputSchemaText).properties).toEqual({ at: {}, name: { type: "string" } });
});

test("a schema that is too large, or that cannot be told, is left out; the type stays", () => {
  const large = z.object({ text: z.string().describe("é".repeat(12 * 1024)) });
  expect(describeType(defineJob({ type: "large", input: large, run }))).toEqual({ type: "large" });
  const foreign = { safeParse: () => ({ success: true }) } as unknown as z.ZodType;
  expect(describeType(defineJob({ type: "foreign", input: foreign, run }))).toEqual({ type: "foreign" });
  const lazy = z.lazy(() => {
    throw new Error("not yet");
  });
  expect(describeType(defineJob({ type: "lazy", input: lazy, run }))).toEqual({ type: "lazy" });
});

test("a description is bounded, and one that is no text is left out", () => {
  const described = (description: unknown) =>
    describeType({ type: "a", description, input: z.looseObject({}), run } as JobDefinition).description;
  expect(described("x".repeat(5000))).toHaveLength(2000);
  expect(described(7)).toBeUndefined();
});
