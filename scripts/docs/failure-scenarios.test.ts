import { readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { expect, test } from "vitest";
import { documents } from "./pages.ts";

const page = documents().find(({ file }) => file === "docs/failure-scenarios.md");
if (!page) throw new Error("There is no page of failures");
/** failure | what happens | bound | [file](…): "title" */
const rows = [...page.text.matchAll(/^\| (?!---|failure)(.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));

test("every failure has a test of that name", () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const [failure = "", , , shownBy = ""] of rows) {
    const [, file = "", title = ""] = /^\[[^\]]+\]\(\.\.\/([^)]+)\): "(.+)"$/.exec(shownBy) ?? [];
    expect(file, `${failure}: names its test`).toMatch(/\.test\.ts$/);
    expect(titlesIn(file), failure).toContain(title);
  }
});

/** Of `test("…"` and of `test.each(…)("…"`. */
function titlesIn(file: string): string[] {
  const source = readFileSync(path.join(cloneFolder, file), "utf8");
  return [...source.matchAll(/(?:\btest\(|\)\()\s*"((?:[^"\\]|\\.)*)"/g)].map(([, title = ""]) => title);
}
