import { expect, test } from "vitest";
import { summariseColumn } from "./column-summary.ts";
import { ColumnTallier } from "./column-tally.ts";

function summaryOf(fields: string[]) {
  const tallier = new ColumnTallier(100_000);
  for (const field of fields) tallier.add(field);
  return summariseColumn("column", tallier.toJSON());
}

test("whole numbers give an integer column with range and mean", () => {
  expect(summaryOf(["3", "", " -1 ", "4"])).toMatchObject({ type: "integer", missing: 1, min: -1, max: 4, mean: 2 });
});

test("one decimal number makes the column a number column", () => {
  expect(summaryOf(["3", "0.5"])).toMatchObject({ type: "number", min: 0.5, max: 3, mean: 1.75 });
});

test("dates have a range but no mean", () => {
  expect(summaryOf(["2024-02-29", "1990-01-08", "2001-05-05"])).toMatchObject({
    type: "date",
    min: "1990-01-08",
    max: "2024-02-29",
    mean: null,
  });
});

test.each([
  [["true", "False"], "boolean"],
  [["1", "one"], "text"],
  [["1", "2024-01-01"], "text"],
  [["true", "1"], "text"],
  [["", " "], "text"],
  [[], "text"],
])("%j is a column of type %s", (fields, type) => {
  expect(summaryOf(fields).type).toBe(type);
});

test("at most five top values are given, long ones shortened", () => {
  const { topValues, distinct } = summaryOf(["a", "b", "c", "d", "e", "f", "x".repeat(5000), "f"]);
  expect(topValues.map(({ value }) => value)).toEqual(["f", "a", "b", "c", "d"]);
  expect(distinct).toEqual({ count: 7, exact: true });
  expect(summaryOf(["x".repeat(5000)]).topValues[0]?.value.length).toBe(200);
});
