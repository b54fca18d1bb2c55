import { expect, test } from "vitest";
import { limits } from "./limits.ts";
import { parseLossless } from "./parse-lossless.ts";
import { type ScheduleRequest, scheduleRequestSchema } from "./schedule.ts";
import { validationIssues } from "./validation-issue.ts";

const nightly: ScheduleRequest = { cron: "30 2 * * *", job: { type: "settle" } };

function issuesOf(request: object) {
  const parsed = scheduleRequestSchema.safeParse({ ...nightly, ...request });
  return parsed.success ? [] : validationIssues(parsed.error);
}

test("a bare schedule is in UTC, queues behind itself and makes up for missed runs once", () => {
  expect(scheduleRequestSchema.parse(nightly)).toMatchObject({
    tenantId: "default",
    timeZone: "UTC",
    overlap: "queue",
    missed: "fire-once",
    job: { type: "settle", lockKey: "default", priority: 0, payload: {} },
  });
});

test.each([
  [{ cron: "61 * * * *" }, "cron", "Invalid value for minute: 61"],
  [{ cron: "* * *" }, "cron", "it has not five or six fields"],
  [{ cron: "2026-12-01T00:00:00" }, "cron", "it has not five or six fields"],
  [{ cron: "0 0 0 1 1 * 2027" }, "cron", "it has not five or six fields"],
  [{ cron: "0\n2 * * *" }, "cron", "characters other than letters"],
  [{ cron: "@never" }, "cron", "expected a cron pattern like"],
  [{ cron: "0 0 30 2 *" }, "cron", "this one never comes"],
  [{ timeZone: "Nowhere/Land" }, "timeZone", "expected the name of an IANA time zone"],
  [{ scheduleId: "../x" }, "scheduleId", "expected letters, digits"],
  [{ job: { type: "settle", lockkey: "a" } }, "job", "lockkey"],
  [{ job: { type: "settle", runAt: "2026-12-01T00:00:00Z" } }, "job", "runAt"],
  [{ job: { type: "settle", delayMs: 1000 } }, "job", "delayMs"],
  [{ job: { type: "settle", payload: "é".repeat(limits.inlineBytes) } }, "job", "expected at most 24576 bytes"],
])("%j is refused by the field's name, with what was expected", (request, path, message) => {
  expect(issuesOf(request)).toEqual([{ path, message: expect.stringContaining(message) }]);
});

test("numbers of a losslessly read payload keep their digits", () => {
  const text = '{"type":"settle","payload":{"id":9007199254740993,"price":1.10}}';
  const { job } = scheduleRequestSchema.parse({ ...nightly, job: parseLossless(text) });
  expect(JSON.stringify(job)).toContain('{"id":9007199254740993,"price":1.10}');
});
