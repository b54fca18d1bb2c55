import { expect, test } from "vitest";
import { ValueCounts } from "./value-counts.ts";

test("within the budget counts are exact, most frequent first, ties by value", () => {
  const counts = new ValueCounts(10_000);
  for (const value of ["b", "a", "c", "c", "b", "c"]) counts.add(value);
  expect(counts.toJSON()).toEqual({
    counts: [
      ["c", 3],
      ["b", 2],
      ["a", 1],
    ],
    distinct: 3,
    undercountAtMost: 0,
  });
});

test("counting in parts and merging gives what counting at once gives", () => {
  const values = Array.from({ length: 900 }, (_, n) => `value ${(n * n) % 31}`);
  const [whole, first, second] = [new ValueCounts(1e6), new ValueCounts(1e6), new ValueCounts(1e6)];
  for (const [index, value] of values.entries()) {
    whole.add(value);
    (index < 400 ? first : second).add(value);
  }
  first.merge(second.toJSON());
  expect(first.toJSON()).toEqual(whole.toJSON());
});

test("beyond the budget memory stays bounded, frequent values stay, and the possible error is told", () => {
  const counts = new ValueCounts(20_000);
  for (let n = 0; n < 100_000; n++) counts.add(n % 4 === 0 ? "frequent" : `rare ${n}`);
  const { counts: kept, distinct, undercountAtMost } = counts.toJSON();
  const [value, count] = kept[0] ?? ["", 0];
  expect(value).toBe("frequent");
  expect(count).toBeLessThanOrEqual(25_000);
  expect(count + undercountAtMost).toBeGreaterThanOrEqual(25_000);
  expect(undercountAtMost).toBeGreaterThan(0);
  expect(distinct).toBeGreaterThan(500);
  expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThan(20_000);
});
