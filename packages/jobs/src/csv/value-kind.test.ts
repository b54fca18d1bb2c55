import { expect, test } from "vitest";
import { type ValueKind, valueKind } from "./value-kind.ts";

const examples: Record<ValueKind, string[]> = {
  missing: [""],
  integer: ["0", "-7", "+12", "9007199254740991"],
  number: ["0.5", "-.25", "3.", "1e3", "6.02E23", "0.10"],
  boolean: ["true", "FALSE"],
  date: ["2024-02-29", "1990-01-08T10:30", "1990-01-08 10:30:15.250Z", "1990-01-08T10:30:15+02:00"],
  text: ["00501", "9007199254740993", "1e999", "NaN", "2023-02-29", "2024-13-01", "1/8/90", "yes", "1,5", "0x10", "-"],
};

test.each(Object.entries(examples))("%s", (kind, texts) => {
  expect(texts.map(valueKind)).toEqual(texts.map(() => kind));
});
