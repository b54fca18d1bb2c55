import { expect, test } from "vitest";
import { inputNameOf, inputNameSchema } from "./job-input.ts";
import { limits } from "./limits.ts";

const taken = ["airports.csv", "2026/11/orders (2).csv", "größen.csv", "a", "Sales_Q1+Q2=all.tsv", "東京.csv"];
const refused = [
  "",
  ".",
  "..",
  ".env",
  "a/../b",
  "a//b",
  "/a",
  "a/",
  "a\\b",
  "a..b",
  "x\u0000.csv",
  "a?b",
  "a\n",
  "a.",
  "$(id)",
  "-rf",
  "a%2e",
];

test.each(taken)("“%s” is a name for an input", (name) => {
  expect(inputNameSchema.parse(name)).toBe(name);
});

test.each(refused)("“%s” is none", (name) => {
  expect(inputNameSchema.safeParse(name).success).toBe(false);
});

test("a name is made of whatever a file is called", () => {
  expect(inputNameOf("C:\\data\\my file?.csv")).toBe("C-data-my file-.csv");
  expect(inputNameOf("../../etc/passwd")).toBe("etc-passwd");
  expect(inputNameOf(".env")).toBe("env");
  expect(inputNameOf("…")).toBe("input");
  const long = inputNameOf(`${"x".repeat(1000)}.csv`);
  expect(long).toHaveLength(limits.inputNameChars);
  expect(long.endsWith(".csv")).toBe(true);
});

test("what is made is always taken", () => {
  for (const name of [...refused, ...taken, "a .csv ", "(x).csv", "x .", "😀😀.csv", "a…b", " lead"]) {
    expect(inputNameSchema.safeParse(inputNameOf(name)).success, name).toBe(true);
  }
});
