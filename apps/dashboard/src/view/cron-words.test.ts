import { expect, test } from "vitest";
import { cronWords } from "./cron-words.ts";

test("a cron pattern is told in words, with or without seconds", () => {
  expect(cronWords("30 2 * * *")).toBe("At 02:30");
  expect(cronWords("0 8 * * 1-5")).toBe("At 08:00, Monday through Friday");
  expect(cronWords("*/3 * * * * *")).toBe("Every 3 seconds");
});

test("what is no pattern has no words", () => {
  expect(cronWords("")).toBeUndefined();
  expect(cronWords("every day")).toBeUndefined();
});
