import type { Json } from "@baton/contracts";
import { expect, test } from "vitest";
import { isFields, isNumber, lineOf, numberFrom, prettyJson, readJsonText, withField } from "./json-value.ts";

test.each(["0", "-1", "9007199254740993", "1.10", "1e400", "2E-3"])("the number %s keeps its digits", (text) => {
  const value = numberFrom(text);
  expect(isNumber(value)).toBe(true);
  expect(lineOf(value)).toBe(text);
  expect(JSON.stringify(value)).toBe(text);
  expect(isFields(value)).toBe(false);
});

test.each(["1.", "-", "abc", "0x1", "01", "1,5", "NaN"])(
  "“%s” is no number (yet) and stays as it was typed",
  (text) => {
    expect(numberFrom(text)).toBe(text);
    expect(lineOf(numberFrom(text))).toBe(text);
  },
);

test("nothing typed is nothing", () => {
  expect(numberFrom("  ")).toBeUndefined();
  expect(lineOf(undefined)).toBe("");
});

test("a field that is set keeps its place, and one that is taken away leaves the others", () => {
  const fields = { a: 1, b: 2, c: 3 };
  expect(JSON.stringify(withField(fields, "b", "x"))).toBe('{"a":1,"b":"x","c":3}');
  expect(withField(fields, "b", undefined)).toEqual({ a: 1, c: 3 });
  expect(JSON.stringify(withField(fields, "__proto__", { d: 4 }))).toBe('{"a":1,"b":2,"c":3,"__proto__":{"d":4}}');
});

test("a payload goes from text to value and back without loss", () => {
  const text = prettyJson(JSON.parse('{"id":1}') as Json);
  const read = readJsonText('{ "big": 12345678901234567890, "price": 1.10, "e": "€" }');
  expect(read.kind === "json" && JSON.stringify(read.value)).toBe('{"big":12345678901234567890,"price":1.10,"e":"€"}');
  expect(readJsonText(text)).toEqual({ kind: "json", value: { id: 1 } });
  expect(readJsonText("{").kind).toBe("broken");
});
