import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { waitingReasonSchema } from "@baton/contracts";
import { cloneFolder } from "@baton/runtime";
import { expect, test } from "vitest";
import { documents } from "./pages.ts";

const page = documents().find(({ file }) => file === "docs/troubleshooting.md");
if (!page) throw new Error("There is no page of troubles");

test("what the page quotes is what the programs say", () => {
  const quoted = [...page.text.matchAll(/^\| "([^"]+)"/gm)].map(([, words = ""]) => words);
  expect(quoted.length).toBeGreaterThan(20);
  const sources = sourcesOf("apps") + sourcesOf("packages");
  expect(quoted.filter((words) => !sources.includes(words))).toEqual([]);
});

test("every reason for which a job waits has a row", () => {
  const [, section = ""] = page.text.split("## A job does not run");
  const rows = [...(section.split("## ")[0] ?? "").matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
  const kinds = waitingReasonSchema.options.map(({ shape }) => shape.kind.value);
  expect(rows.toSorted()).toEqual(kinds.toSorted());
});

/** The text of all code that runs, as it stands there, but for values that are put into texts. */
function sourcesOf(folder: string): string {
  return readdirSync(path.join(cloneFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /[/\\]src[/\\].*\.ts$/.test(name) && !/\.test\.ts$|node_modules/.test(name))
    .map((name) => readFileSync(path.join(cloneFolder, folder, name), "utf8"))
    .join("\n");
}
