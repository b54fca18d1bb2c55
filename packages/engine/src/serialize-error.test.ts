import { NonRetryableError, RetryAfterError } from "@baton/sdk";
import { expect, test } from "vitest";
import { serializeError } from "./serialize-error.ts";

test("an error keeps its name, its message and where it came from", () => {
  const { stack, ...told } = serializeError(new TypeError("no such thing"));
  expect(told).toEqual({ name: "TypeError", message: "no such thing" });
  expect(stack).toContain("serialize-error.test.ts");
});

test("what is no error is told as text", () => {
  expect(serializeError(null)).toEqual({ name: "Error", message: "null" });
});

test("that trying again would not help is told, also by a class of the job's own", () => {
  class Refused extends NonRetryableError {}
  expect(serializeError(new Refused("no"))).toMatchObject({ name: "NonRetryableError", retryable: false });
});

test("when trying again makes sense is told in whole milliseconds", () => {
  expect(serializeError(new RetryAfterError("busy", 1500.4))).toMatchObject({
    name: "RetryAfterError",
    message: "busy",
    retryAfterMs: 1500,
  });
  expect(serializeError(new RetryAfterError("busy", -1))).toMatchObject({ retryAfterMs: 0 });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("a delay of %d is no advice", (delay) => {
  expect(serializeError(new RetryAfterError("busy", delay))).not.toHaveProperty("retryAfterMs");
});
