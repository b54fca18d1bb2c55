import { expect, test } from "vitest";
import { byteText } from "./byte-text.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [4200, "4.2 kB"],
  [120_000_000, "120 MB"],
  [3e9, "3 GB"],
])("%d is %s", (bytes, text) => {
  expect(byteText(bytes)).toBe(text);
});
