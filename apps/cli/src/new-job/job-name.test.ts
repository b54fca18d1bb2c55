import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { checkJobName, identifierOf } from "./job-name.ts";

test.each(["settle", "settle-day", "import-2", "x", "a".repeat(40)])("%s is a job's name", (name) => {
  expect(() => checkJobName(name, ["demo"])).not.toThrow();
});

test.each(["", "Settle", "settle_day", "2nd", "-a", "a-", "a--b", "a/b", "../a", "a.b", "ä", "a b", "a".repeat(41)])(
  "%j is none, and it is said what one looks like",
  (name) => {
    expect(() => checkJobName(name, [])).toThrow(UsageError);
    expect(() => checkJobName(name, [])).toThrow("expected a name like settle-day");
  },
);

test("the name of a type that ships is refused", () => {
  expect(() => checkJobName("demo", ["demo", "email"])).toThrow('"demo" is a type that ships with Baton');
});

test.each([
  ["settle-day-2", "settleDay2Job"],
  ["new", "newJob"],
])("the code of %s is called %s", (name, identifier) => {
  expect(identifierOf(name)).toBe(identifier);
});
