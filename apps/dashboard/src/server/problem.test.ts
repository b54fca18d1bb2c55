import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { forStrangers, problemKinds, problemOf } from "./problem.ts";

const docs = path.resolve(import.meta.dirname, "../../../../docs/api.md");

test("every code that the API says no with is in its documentation, with its status and what it means", () => {
  const told = [...readFileSync(docs, "utf8").matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.+) \|$/gm)];
  const rows = told.map(([, code, status, title]) => ({ code, status: Number(status), title }));
  expect(rows).toEqual(Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind })));
});

test("strangers hear what is wrong with their request, and not what is wrong here", () => {
  expect(forStrangers(problemOf("invalid-json", "at 1"))).toMatchObject({ detail: "at 1" });
  const outage = problemOf("storage-unavailable", "connect ECONNREFUSED 10.0.0.5:10002");
  expect(forStrangers(outage)).toEqual(problemOf("storage-unavailable"));
});
