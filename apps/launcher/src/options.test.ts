import { expect, test } from "vitest";
import { helpText, parseOptions, UsageError } from "./options.ts";

test("without options there are two processors and a console", () => {
  expect(parseOptions([])).toMatchObject({ processors: 2, console: true, install: true, fresh: false });
});

test("each option of the help text is understood", () => {
  const names = [...helpText.matchAll(/^ {2}(--[a-z-]+)( N)?/gm)];
  expect(names.length).toBeGreaterThan(8);
  for (const [, name = "", takesNumber] of names) {
    expect(() => parseOptions(takesNumber ? [name, "1"] : [name])).not.toThrow();
  }
});

test("what makes no sense is refused with its name", () => {
  expect(() => parseOptions(["--processors", "many"])).toThrow(UsageError);
  expect(() => parseOptions(["--port", "70000"])).toThrow(/--port: expected a whole number from 1 to 65535/);
  expect(() => parseOptions(["--frsh"])).toThrow(/--frsh/);
});
