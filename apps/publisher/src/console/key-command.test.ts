import { expect, test } from "vitest";
import { keyCommand } from "./key-command.ts";

test.each([
  ["b", "burst"],
  ["B", "burst"],
  ["d", "data-job"],
  ["f", "failing-job"],
  ["n", "new-job"],
  ["l", "lock-key"],
  ["h", "help"],
  ["?", "help"],
  ["q", "quit"],
  ["x", "submit"],
  [" ", "submit"],
  ["\r", "submit"],
  ["é", "submit"],
])("%j means %s", (text, command) => {
  expect(keyCommand(text, { name: text.toLowerCase() })).toBe(command);
});

test("keys without text submit, too", () => {
  expect(keyCommand(undefined, { name: "up", sequence: "\u001b[A" })).toBe("submit");
});

test("Ctrl-C quits; other combinations do nothing", () => {
  expect(keyCommand("\u0003", { name: "c", ctrl: true })).toBe("quit");
  expect(keyCommand("\u001a", { name: "z", ctrl: true })).toBeUndefined();
  expect(keyCommand("\u001bq", { name: "q", meta: true })).toBeUndefined();
});
