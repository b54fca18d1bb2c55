import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = new Date("1994-11-06T08:49:07Z");
const day = 24 * 3600 * 1000;

test.each([
  ["120", 120_000],
  ["0", 0],
  [" 5 ", 5000],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 30_000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 30_000],
  ["Sun Nov  6 08:49:37 1994", 30_000],
  ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
])("%j asks for %d ms", (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});

test.each(["999999999999", "Mon, 06 Nov 2034 08:49:37 GMT"])("%j is a day at most", (header) => {
  expect(retryAfterMs(header, now)).toBe(day);
});

test.each([undefined, "", "soon", "-1", "1.5", "1e3", "2034-11-06", "Sun, 99 Nov 1994 08:49:37 GMT"])(
  "%j asks for nothing",
  (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  },
);
