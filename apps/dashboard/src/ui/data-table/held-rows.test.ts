import { expect, test } from "vitest";
import { freshCount } from "./held-rows.ts";

test("rows above the one that was first are fresh; without it, nothing is held back", () => {
  expect(freshCount(["d", "c", "b", "a"], "b")).toBe(2);
  expect(freshCount(["b", "a"], "b")).toBe(0);
  expect(freshCount(["d", "c"], "b")).toBe(0);
  expect(freshCount(["b", "a"], undefined)).toBe(0);
});
