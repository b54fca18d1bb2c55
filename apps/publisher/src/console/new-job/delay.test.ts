import { expect, test } from "vitest";
import { readDelay } from "./delay.ts";

test.each([
  ["", 0],
  ["0s", 0],
  ["10s", 10_000],
  [" 5 m ", 300_000],
  ["2h", 7_200_000],
  ["366d", 366 * 86_400_000],
])("%j is so many milliseconds", (text, value) => {
  expect(readDelay(text)).toEqual({ kind: "read", value });
});

test.each(["10", "s", "1.5m", "-1s", "5 minutes", "367d", "9999999999s"])("%j is refused", (text) => {
  expect(readDelay(text)).toMatchObject({ kind: "wrong", message: expect.stringContaining("Expected") });
});
