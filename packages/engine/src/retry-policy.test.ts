import { limits } from "@baton/contracts";
import { expect, test } from "vitest";
import { nextAttempt, retryPolicyOf } from "./retry-policy.ts";

const error = { name: "Error", message: "it failed" };
const usual = retryPolicyOf({}, undefined);
const failed = (failures: number, strikes = 0) => ({ failures, strikes });
const [least, most] = [() => 0, () => 0.999_999_999];

test("a job's own word goes before its type's, setting by setting, and that one before the default", () => {
  expect(usual).toEqual({ maxAttempts: 3, backoff: { initialMs: 1000, factor: 2, maxMs: 300_000 } });
  const type = { retry: { maxAttempts: 5, backoff: { initialMs: 10, factor: 3 } } };
  expect(retryPolicyOf({ backoff: { factor: 1 } }, type)).toEqual({
    maxAttempts: 5,
    backoff: { initialMs: 10, factor: 1, maxMs: 300_000 },
  });
  expect(retryPolicyOf({ maxAttempts: 1 }, type).maxAttempts).toBe(1);
});

test.each([
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [9, 256_000],
  [10, 300_000],
  [99, 300_000],
])("after failure %i the wait is anywhere from none to %i ms", (failures, boundMs) => {
  const policy = { ...usual, maxAttempts: 100 };
  expect(nextAttempt(policy, failed(failures), error, least)).toEqual({ kind: "retry", delayMs: 0 });
  expect(nextAttempt(policy, failed(failures), error, most)).toEqual({ kind: "retry", delayMs: boundMs });
});

test("there is no attempt after the last one", () => {
  expect(nextAttempt(usual, failed(2), error).kind).toBe("retry");
  expect(nextAttempt(usual, failed(3), error)).toEqual({ kind: "none", because: "after 3 failed attempts" });
  expect(nextAttempt({ ...usual, maxAttempts: 1 }, failed(1), error)).toEqual({
    kind: "none",
    because: "after 1 failed attempt",
  });
});

test("what the job says of another attempt goes before the backoff", () => {
  expect(nextAttempt(usual, failed(1), { ...error, retryable: false }).kind).toBe("none");
  expect(nextAttempt(usual, failed(1), { ...error, retryAfterMs: 777 }, least)).toEqual({
    kind: "retry",
    delayMs: 777,
  });
  const endless = { ...error, retryAfterMs: Number.MAX_SAFE_INTEGER };
  expect(nextAttempt(usual, failed(1), endless)).toEqual({ kind: "retry", delayMs: limits.maxBackoffMs });
});

test("three strikes are the end, however many attempts are left", () => {
  const patient = { ...usual, maxAttempts: 100 };
  expect(nextAttempt(patient, failed(2, 2), error).kind).toBe("retry");
  expect(nextAttempt(patient, failed(3, 3), error)).toEqual({
    kind: "none",
    because: "after 3 attempts that took their thread or worker with them",
  });
});
