import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder, settings } from "@baton/runtime";
import { expect, test } from "vitest";
import { anchorsOf, blocksOf, documents, linksOf } from "./pages.ts";
import { otherVariables } from "./setting-notes.ts";

const pages = documents();

test("every link between pages leads to a file and a heading that are there", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => !leadsSomewhere(page.file, link))
      .map((link) => `${page.file}: ${link}`),
  );
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});

test("anchors are made as GitHub makes them", () => {
  const text = "# A `b` and [C](d.md)!\n\n## Same\n```sh\n# no heading\n```\n## Same\n";
  expect(anchorsOf({ file: "x.md", text })).toEqual(["a-b-and-c", "same", "same-1"]);
});

test("the index names every page of docs, and the front page leads to the index", () => {
  const index = pages.find(({ file }) => file === "docs/README.md");
  if (!index) throw new Error("There is no index");
  const named = linksOf(index).map((link) => link.split("#")[0]);
  const there = readdirSync(path.join(cloneFolder, "docs")).filter((name) => name.endsWith(".md"));
  expect(there.filter((name) => name !== "README.md" && !named.includes(name))).toEqual([]);
  const front = pages.find(({ file }) => file === "README.md");
  expect(front && linksOf(front)).toContain("docs/README.md");
});

/** No settings of Baton: what tests and other programs read, and places to fill in. */
const foreign = [
  ...["HISTORY_SEED", "HISTORY_PATH", "HISTORY_SHRINK", "FUZZ_SEED", "FUZZ_REQUESTS", "XDG_CONFIG_HOME"],
  ...["GRAFANA_ADMIN_PASSWORD", "AZURE_CLIENT_ID", "CLIENT_ID", "IDENTITY_ID"],
];

test("the documents and .env.example name no setting that there is not", () => {
  const known = new Set([...Object.keys(settings), ...Object.keys(otherVariables), ...foreign]);
  const named = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => ({ file, name })),
  );
  const example = readFileSync(path.join(cloneFolder, ".env.example"), "utf8");
  for (const [, name = ""] of example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)) named.push({ file: ".env.example", name });
  for (const page of pages)
    for (const block of blocksOf(page, "sh"))
      for (const [, name = ""] of block.matchAll(/(?:^| )([A-Z][A-Z0-9_]*)=/gm)) named.push({ file: page.file, name });
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
  const [target = "", anchor] = link.split("#");
  const file = target === "" ? from : path.posix.normalize(path.posix.join(path.posix.dirname(from), target));
  if (!existsSync(path.join(cloneFolder, file))) return false;
  if (anchor === undefined) return true;
  const page = pages.find((one) => one.file === file);
  return page !== undefined && anchorsOf(page).includes(anchor);
}
