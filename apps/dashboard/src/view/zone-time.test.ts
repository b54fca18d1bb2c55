import { expect, test } from "vitest";
import { hasSeconds, showsTheSame, zoneTime } from "./zone-time.ts";

const time = new Date("2026-11-26T01:30:00.000Z");
const now = time.getTime();

test("a time is told in its zone, with the year where it is another, and with seconds where they matter", () => {
  expect(zoneTime(time, "Europe/Berlin", now)).toBe("Thu 26 Nov 02:30");
  expect(zoneTime(new Date("2028-02-29T00:00:09.000Z"), "UTC", now, true)).toBe("Tue 29 Feb 2028 00:00:09");
});

test("a zone that this machine does not know is told in UTC", () => {
  expect(zoneTime(time, "Mars/Olympus", now)).toBe("Thu 26 Nov 01:30");
});

test("zones are the same where their clocks show the same", () => {
  expect(showsTheSame(time, "Europe/Berlin", "Europe/Paris")).toBe(true);
  expect(showsTheSame(time, "Europe/Berlin", "UTC")).toBe(false);
});

test("a pattern of six fields has seconds", () => {
  expect(["*/5 * * * *", " 0 30 2 * * * ", "@daily"].map(hasSeconds)).toEqual([false, true, false]);
});
