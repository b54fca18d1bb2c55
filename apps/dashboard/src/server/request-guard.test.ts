import { expect, test } from "vitest";
import { refusalOf } from "./request-guard.ts";

const get = (host: string | undefined) => ({ method: "GET", headers: { host } });

test.each([
  "127.0.0.1:3000",
  "127.9.9.9",
  "localhost:3000",
  "LOCALHOST",
  "dash.localhost:3000",
  "[::1]:3000",
  "[0:0:0:0:0:0:0:1]",
])("a loopback server answers to %s", (host) => {
  expect(refusalOf(get(host), "127.0.0.1")).toBeUndefined();
});

test.each([
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "10.0.0.1:3000",
  "",
  undefined,
  "a b",
  "evil.example:3000",
  "127.0.0.1@evil.example",
  "127.0.0.1:3000@evil.example",
  "evil.example#127.0.0.1",
  "[::1].evil.example",
  "[2001:db8::1]:3000",
  "[::ffff:10.0.0.1]",
  "0.0.0.0:3000",
  "[::]:3000",
])("a loopback server does not answer to %j", (host) => {
  expect(refusalOf(get(host), "127.0.0.1")?.code).toBe("foreign-host");
});

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

test("behind a server that others reach, the address that browsers know is served, too", () => {
  const asked = (host: string) =>
    refusalOf({ method: "GET", headers: { host } }, "127.0.0.1", "https://baton.example.org/")?.code;
  expect(asked("baton.example.org")).toBeUndefined();
  expect(asked("Baton.example.org")).toBeUndefined();
  expect(asked("127.0.0.1:3000")).toBeUndefined();
  for (const host of ["elsewhere.example", "baton.example.org:8080", "baton.example.org.elsewhere.example"])
    expect(asked(host), host).toBe("foreign-host");
});

test("another site's page gets nothing out of it either, but a link may lead here", () => {
  const asked = (method: string, headers: object) =>
    refusalOf({ method, headers: { host: "127.0.0.1:3000", ...headers } }, "127.0.0.1")?.code;
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    expect(asked(method, { origin: "https://evil.example" }), method).toBe("foreign-origin");
    expect(asked(method, { origin: "null" }), method).toBe("foreign-origin");
    for (const site of ["cross-site", "same-site"])
      for (const mode of ["no-cors", "cors", undefined])
        expect(asked(method, { "sec-fetch-site": site, "sec-fetch-mode": mode }), `${method} ${site}`).toBe(
          "foreign-origin",
        );
  }
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect(asked("GET", link)).toBeUndefined();
  // A form of theirs leads here, too, and would send the cookie along where it is not for our own pages alone.
  expect(asked("POST", link)).toBe("foreign-origin");
  expect(asked("POST", { ...link, cookie: "baton_session=x" })).toBe("foreign-origin");
  expect(asked("GET", { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" })).toBeUndefined();
  expect(asked("GET", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" })).toBeUndefined();
});
