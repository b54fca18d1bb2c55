import stringWidth from "string-width";
import { expect, test } from "vitest";
import { fitted, truncate } from "./text-width.ts";

test.each(["", "plain", "日本語のジョブ", "👩‍👩‍👧 family", "é̂ combining", "tab\tand\u001b[31mred\nlines"])(
  "%j fits any width exactly",
  (text) => {
    for (let width = 0; width < 30; width++) expect(stringWidth(fitted(text, width))).toBe(width);
  },
);

test("a shortened text ends with an ellipsis, and no wide character is cut in two", () => {
  expect(truncate("Nightly settlement", 8)).toBe("Nightly…");
  expect(truncate("日本語", 4)).toBe("日…");
});

test("what would move the cursor becomes a blank", () => {
  expect(fitted("a\u001b[2Jb\r\nc", 10)).toBe("a [2Jb c  ");
});
