import { expect, test } from "vitest";
import { isLoopback, isPlainAndRemote } from "./network-address.ts";

test.each(["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST", "baton.localhost"])(
  "%s is this machine alone",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(["0.0.0.0", "::", "10.0.0.1", "127.example.org", "127.0.0.1.example.org", "localhost.example.org", ""])(
  "%j can be reached by others",
  (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(isPlainAndRemote(`http://${host.includes(":") ? `[${host}]` : host}/`)).toBe(host !== "");
  },
);
