import { expect, test } from "vitest";
import { readIdempotencyKey } from "./idempotency-key.ts";

const read = (value: string) => readIdempotencyKey(new Headers({ "Idempotency-Key": value }));

test("without the header there is no key", () => {
  expect(readIdempotencyKey(new Headers())).toEqual({ kind: "ok", value: undefined });
});

test.each([
  ["order-7", "order-7"],
  ['"order-7"', "order-7"],
  ['"say \\"hi\\" \\\\"', 'say "hi" \\'],
  ['"half', '"half'],
])("%s stands for the key %s", (value, key) => {
  expect(read(value)).toEqual({ kind: "ok", value: key });
});

test.each([[""], ['""'], ["x".repeat(201)]])("%j is refused", (value) => {
  expect(read(value)).toMatchObject({ kind: "problem", problem: { status: 400, code: "invalid-idempotency-key" } });
});
