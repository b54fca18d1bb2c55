import { expect, test } from "vitest";
import { type PressedKey, shortcutOf } from "./shortcut.ts";

const press = (key: string, more: Partial<PressedKey> = {}, afterG = false) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, inText: false, ...more }, afterG);

test("g and a letter lead to a page", () => {
  expect(press("g")).toEqual({ kind: "go-prefix" });
  expect(press("j", {}, true)).toEqual({ kind: "go", letter: "j" });
  expect(press("j")).toBeUndefined();
  expect(press("Shift", {}, true)).toBeUndefined();
});

test("the palette opens from everywhere, the rest leaves typed text and the browser's own keys alone", () => {
  expect(press("k", { ctrlKey: true, inText: true })).toEqual({ kind: "palette" });
  expect(press("K", { metaKey: true })).toEqual({ kind: "palette" });
  expect(press("?", { inText: true })).toBeUndefined();
  expect(press("/", { ctrlKey: true })).toBeUndefined();
  expect(press("?")).toEqual({ kind: "help" });
  expect(press("/")).toEqual({ kind: "search" });
});
