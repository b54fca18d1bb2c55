import fc from "fast-check";
import { expect, test } from "vitest";
import { DurationHistogram } from "./duration-histogram.ts";

function histogramOf(durations: number[]): DurationHistogram {
  const histogram = new DurationHistogram();
  for (const ms of durations) histogram.add(ms);
  return histogram;
}

test("a percentile is never below the true one, and at most 19 % and a millisecond above it", () => {
  const durations = fc.array(fc.integer({ min: 0, max: 10 ** 10 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (some, part) => {
      const truth = some.toSorted((one, other) => one - other)[Math.ceil(some.length * part) - 1] ?? 0;
      const told = histogramOf(some).percentileMs(part);
      expect(told).toBeGreaterThanOrEqual(truth);
      expect(told).toBeLessThanOrEqual(truth * 1.1893 + 1);
    }),
  );
});

test("merged histograms, also after a time as text, tell what one of all durations tells", () => {
  const [some, others] = [
    [3, 80, 80, 1200],
    [0, 7, 99_000],
  ];
  const merged = new DurationHistogram(JSON.parse(JSON.stringify(histogramOf(some ?? []))));
  merged.merge(histogramOf(others ?? []));
  const all = histogramOf([...(some ?? []), ...(others ?? [])]);
  expect(merged.count).toBe(7);
  expect([0.5, 0.95].map((part) => merged.percentileMs(part))).toEqual(
    [0.5, 0.95].map((part) => all.percentileMs(part)),
  );
});

test("without durations there is nothing to tell, and a very long one counts as the longest", () => {
  expect(new DurationHistogram().percentileMs(0.5)).toBe(0);
  expect(histogramOf([10 ** 15]).percentileMs(0.5)).toBe(2 ** 34);
});
