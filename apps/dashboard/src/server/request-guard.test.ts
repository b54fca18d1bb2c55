import { expect, test } from "vitest";
import { refusalOf } from "./request-guard.ts";

const get = (host: string | undefined) => ({ method: "GET", headers: { host } });

test.each(["127.0.0.1:3000", "127.9.9.9", "localhost:3000", "LOCALHOST", "dash.localhost:3000", "[::1]:3000"])(
  "a loopback server answers to %s",
  (host) => {
    expect(refusalOf(get(host), "127.0.0.1")).toBeUndefined();
  },
);

test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1:3000", "", undefined, "a b"])(
  "a loopback server does not answer to %j",
  (host) => {
    expect(refusalOf(get(host), "127.0.0.1")?.code).toBe("foreign-host");
  },
);

test("a server that listens for the network answers to any name", () => {
  expect(refusalOf(get("baton.example"), "0.0.0.0")).toBeUndefined();
});

test("what changes something must come from its own pages or from a program", () => {
  const post = (headers: object) => ({ method: "POST", headers: { host: "127.0.0.1:3000", ...headers } });
  expect(refusalOf(post({}), "127.0.0.1")).toBeUndefined();
  expect(refusalOf(post({ origin: "http://127.0.0.1:3000" }), "127.0.0.1")).toBeUndefined();
  expect(refusalOf(post({ "sec-fetch-site": "same-origin" }), "127.0.0.1")).toBeUndefined();
  for (const origin of ["http://127.0.0.1:4000", "https://evil.example", "null", ""]) {
    expect(refusalOf(post({ origin }), "127.0.0.1")?.code).toBe("foreign-origin");
  }
  expect(refusalOf(post({ "sec-fetch-site": "cross-site" }), "127.0.0.1")?.code).toBe("foreign-origin");
});
