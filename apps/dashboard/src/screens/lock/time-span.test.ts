import { expect, test } from "vitest";
import { around, askedFrom, liveSpan, moved, pastSpan } from "./time-span.ts";

const minute = 60_000;

test("a span of the past is as long as the range, or as it is said", () => {
  const to = new Date(10 * 60 * minute);
  expect(pastSpan({ range: "5m", from: null, to: null })).toBeUndefined();
  expect(pastSpan({ range: "5m", from: null, to })).toEqual({ from: 595 * minute, to: 600 * minute });
  expect(pastSpan({ range: "5m", from: new Date(0), to })).toEqual({ from: 0, to: 600 * minute });
  expect(pastSpan({ range: "5m", from: new Date(to.getTime() + 1), to })).toBeUndefined();
});

test("a span moves by its own length, and never into the future", () => {
  const now = 100 * minute;
  const live = liveSpan("5m", now);
  expect(moved(live, -1, now)).toEqual({ from: 90 * minute, to: 95 * minute });
  expect(moved({ from: 90 * minute, to: 95 * minute }, 1, now)).toEqual(live);
  expect(moved(live, 1, now)).toEqual(live);
});

test("a hold of no time at all still has room around it", () => {
  expect(around(1000, 1000)).toEqual({ from: 750, to: 1250 });
});

test("within a minute the same is asked", () => {
  const at = Date.parse("2026-01-01T10:00:01.000Z");
  expect(askedFrom("1h", at)).toBe("2026-01-01T09:00:00.000Z");
  expect(askedFrom("1h", at + 58_000)).toBe(askedFrom("1h", at));
});
