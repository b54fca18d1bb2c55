import { expect, test } from "vitest";
import { nextRow } from "./next-row.ts";

test("keys lead from row to row and stay within the table", () => {
  expect(nextRow("ArrowDown", 3, 10)).toBe(4);
  expect(nextRow("ArrowDown", 9, 10)).toBe(9);
  expect(nextRow("PageUp", 3, 10)).toBe(0);
  expect(nextRow("End", 3, 10_000)).toBe(9999);
  expect(nextRow("x", 3, 10)).toBeUndefined();
  expect(nextRow("Home", 0, 0)).toBeUndefined();
});
