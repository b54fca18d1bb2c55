import { readFileSync } from "node:fs";
import { settings } from "@baton/runtime";
import { expect, test } from "vitest";
import { configurationFile, configurationPage } from "./configuration-page.ts";
import { settingGroups } from "./setting-notes.ts";

test("the page of the configuration is that of the schema: npm run docs", () => {
  expect(readFileSync(configurationFile, "utf8")).toBe(configurationPage());
});

test("every setting is told once", () => {
  const told = settingGroups.flatMap((group) => Object.keys(group.settings));
  expect(told.toSorted()).toEqual(Object.keys(settings).toSorted());
});
