import type { Check } from "@baton/doctor";
import { expect, test } from "vitest";
import { doctorReport, doctorText } from "./doctor-report.ts";

const now = new Date("2026-11-26T06:00:00Z");
const ok: Check = { part: "broker", code: "broker", level: "ok", what: "It answers." };
const slow: Check = { part: "storage", code: "storage-slow", level: "hazard", what: "It is slow.", remedy: "Move." };

test("each check has a line, and what was found says what to do", () => {
  expect(doctorText(doctorReport([ok, slow], now))).toBe(
    [
      "ok       broker   It answers.",
      "hazard   storage  It is slow. [storage-slow]",
      "                  What to do: Move.",
      "",
      "0 problems, 1 hazard, 0 notes.",
    ].join("\n"),
  );
});

test("problems are counted, and said to be some", () => {
  const report = doctorReport([ok, { ...slow, level: "problem" }], now);
  expect(report).toMatchObject({ at: now.toISOString(), problems: 1, hazards: 0, notes: 0 });
  expect(doctorText(report)).toContain("1 problem, 0 hazards, 0 notes: jobs do not run");
});
