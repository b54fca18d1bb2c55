import fc from "fast-check";
import { expect, test } from "vitest";
import { longListColumns, longListFrom } from "./long-list.ts";

const propertyUnits = 32 * 1024;

test("a list of any length comes back from columns that each fit into a property", () => {
  const item = fc.record({ attempt: fc.nat(), workerId: fc.string({ maxLength: 63 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), fc.nat(60), (items, times) => {
      const list = Array.from({ length: times }, () => items).flat();
      const columns = longListColumns("Attempts", list);
      expect(longListFrom("Attempts", columns)).toEqual(list);
      expect(Math.max(...Object.values(columns).map(({ length }) => length))).toBeLessThan(propertyUnits);
    }),
    { numRuns: 50 },
  );
});

test("a short list is one column of its name, as it always was", () => {
  expect(longListColumns("Ranges", [[1, 2]])).toEqual({ Ranges: "[[1,2]]" });
  expect(longListFrom("Ranges", { Ranges: "[[1,2]]", Other: "x" })).toEqual([[1, 2]]);
});

test.each([{}, { Ranges: "[" }, { Ranges: "[[1,2]]", Ranges2: "x" }])(
  "columns that hold no list are found: %j",
  (row) => {
    expect(() => longListFrom("Ranges", row)).toThrow(SyntaxError);
  },
);
