import { expect, test } from "vitest";
import { clockText, isClockOff } from "./clock-text.ts";

test("a clock is in step, ahead or behind", () => {
  expect([12, -99, 2400, -65_000].map(clockText)).toEqual(["in step", "in step", "2.4s ahead", "1m 5s behind"]);
});

test("only a clock that is off by seconds is worth a warning", () => {
  expect([1999, -1999, 2000, -3000].map(isClockOff)).toEqual([false, false, true, true]);
});
