import { expect, test } from "vitest";
import { offsetText } from "./offset-text.ts";

test("a clock's difference says which way it goes, and that there is none when it cannot be told", () => {
  expect([12, -49, 120, -999, 3210, -61_000].map(offsetText)).toEqual([
    "right",
    "right",
    "120 ms ahead",
    "999 ms behind",
    "3.2 s ahead",
    "61.0 s behind",
  ]);
});
