import { limits, parseLossless } from "@baton/contracts";
import { expect, test } from "vitest";
import { validateJob } from "./validate-job.ts";

test("a valid request becomes a job", () => {
  expect(validateJob({ type: "demo", lockKey: "a/../b" })).toMatchObject({
    kind: "valid",
    job: { type: "demo", name: "demo", lockKey: "a/../b" },
  });
});

test("a misspelt field is refused by its name", () => {
  const validation = validateJob({ type: "demo", lockkey: "a" });
  expect(validation).toMatchObject({ kind: "invalid", issues: [{ message: expect.stringContaining("lockkey") }] });
});

test.each([["text"], [null], [[]], [undefined]])("a request that is no object is refused: %j", (input) => {
  expect(validateJob(input).kind).toBe("invalid");
});

test("the payload limit counts the UTF-8 bytes of its JSON", () => {
  const room = limits.payloadBytes - '""'.length;
  expect(validateJob({ type: "demo", payload: "a".repeat(room) }).kind).toBe("valid");
  expect(validateJob({ type: "demo", payload: "é".repeat(room / 2) }).kind).toBe("valid");
  expect(validateJob({ type: "demo", payload: "é".repeat(room / 2 + 1) })).toMatchObject({
    kind: "invalid",
    issues: [{ path: "payload", message: expect.stringContaining("1048576") }],
  });
});

test("a payload that JSON cannot express is refused", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  for (const payload of [cycle, 1n, () => 1]) {
    expect(validateJob({ type: "demo", payload })).toMatchObject({ kind: "invalid", issues: [{ path: "payload" }] });
  }
});

test("numbers of a losslessly read payload keep their digits", () => {
  const text = '{"type":"demo","payload":{"id":9007199254740993,"price":1.10}}';
  const validation = validateJob(parseLossless(text));
  expect(validation.kind).toBe("valid");
  expect(JSON.stringify(validation)).toContain('{"id":9007199254740993,"price":1.10}');
});
