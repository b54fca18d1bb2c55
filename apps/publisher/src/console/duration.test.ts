import { expect, test } from "vitest";
import { duration } from "./duration.ts";

test.each([
  [-5, "0.0 s"],
  [449, "0.4 s"],
  [9999, "9.9 s"],
  [10_000, "10 s"],
  [59_999, "59 s"],
  [60_000, "1m 00s"],
  [3_599_999, "59m 59s"],
  [7_800_000, "2h 10m"],
])("%i ms reads %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});
