import { readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { expect, test } from "vitest";
import { logLines } from "./log-lines.ts";

test("docs/logs.md has every line that the code logs, at its level, and no other", () => {
  const docs = readFileSync(path.join(cloneFolder, "docs/logs.md"), "utf8");
  const rows = [...docs.matchAll(/^\| `([^`]+)` \| (trace|debug|info|warn|error|fatal) \|/gm)];
  const documented = rows.map(([, name, level]) => `${level}: ${name}`);
  const logged = logLines().map(({ name, level }) => `${level}: ${name}`);
  expect(logged.length).toBeGreaterThan(90);
  expect(documented.toSorted()).toEqual(logged.toSorted());
});

test("docs/logs.md has every rule by which a key is not picked", () => {
  const docs = readFileSync(path.join(cloneFolder, "docs/logs.md"), "utf8");
  const section = docs.slice(docs.indexOf("## Why a key is not picked"), docs.indexOf("## Jobs"));
  const firstCells = [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = ""]) => cell);
  const documented = firstCells.flatMap((cell) => cell.match(/(?<=`)[a-z-]+(?=`)/g) ?? []);
  const source = readFileSync(path.join(cloneFolder, "packages/engine/src/not-picked.ts"), "utf8");
  const rules = source.match(/(?<=")[a-z-]+(?=")/g) ?? [];
  expect(documented.toSorted()).toEqual(rules.toSorted());
});
