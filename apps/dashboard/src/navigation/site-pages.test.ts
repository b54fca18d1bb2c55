import { expect, test } from "vitest";
import { isWithin, sitePages, submitPage } from "./site-pages.ts";

const marked = (path: string) => sitePages.filter((page) => isWithin(page, path)).map(({ label }) => label);

test("a page below another marks that one, and the overview only itself", () => {
  expect(marked("/")).toEqual(["Overview"]);
  expect(marked("/jobs/0190")).toEqual(["Jobs"]);
  expect(marked("/locks/default")).toEqual(["Locks"]);
  expect(marked("/jobsmith")).toEqual([]);
});

test("no two pages have the same letter", () => {
  const letters = [...sitePages, submitPage].map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
});
