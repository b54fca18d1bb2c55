import { expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

test("after logging in one is led to a page of this site, and nowhere else", () => {
  expect(ownPath("/jobs?status=Running#top")).toBe("/jobs?status=Running#top");
  const elsewhere = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "jobs", ""];
  const elsewhereWhenResolved = ["/..//evil.example", "/.//evil.example", "/x/..//evil.example", "/\t/evil.example"];
  for (const from of [...elsewhere, ...elsewhereWhenResolved]) expect(ownPath(from), from).toBe("/");
});
