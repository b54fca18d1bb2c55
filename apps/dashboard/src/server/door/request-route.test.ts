import { expect, test } from "vitest";
import { pathOf } from "./request-route.ts";

test("an address is read in one way, or not at all", () => {
  expect(pathOf("/api/locks/a%20b?tenant=x")).toBe("/api/locks/a b");
  expect(pathOf("/api/locks/..a/.b.")).toBe("/api/locks/..a/.b.");
  const odd = [
    "/api/jobs/../inputs",
    "/api/jobs/%2e%2E/inputs",
    "/api/jobs/.%2e/inputs",
    "/api/./jobs",
    "/api/%2e/jobs",
  ];
  for (const url of [...odd, "/api/jobs\\..\\inputs", "http://elsewhere/api/jobs", "api/jobs", "/api/%ff"])
    expect(pathOf(url), url).toBeUndefined();
});
