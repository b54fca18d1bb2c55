import { expect, test } from "vitest";
import { median, percentiles } from "./percentiles.ts";

test("percentiles are taken by nearest rank from values in any order", () => {
  const values = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(percentiles(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198 });
  expect(percentiles([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7 });
  expect(percentiles([])).toBeUndefined();
  expect(median([3, 1, 2])).toBe(2);
});
