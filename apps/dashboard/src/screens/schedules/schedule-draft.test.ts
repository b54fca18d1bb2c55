import { parseLossless, type Schedule } from "@baton/contracts";
import { expect, test } from "vitest";
import { draftErrors, draftOf, emptyDraft, requestOf, type ScheduleDraft } from "./schedule-draft.ts";

const filled: ScheduleDraft = { ...emptyDraft("Europe/Berlin"), scheduleId: "nightly", type: "settlement" };
const schema = { type: "object", properties: { steps: { type: "integer" } }, required: ["steps"] };

function errorsOf(draft: Partial<ScheduleDraft>, inputSchema?: typeof schema) {
  const request = requestOf({ ...filled, ...draft }, undefined, inputSchema);
  return request.kind === "wrong" ? request.errors : {};
}

test("a filled form is a request, with defaults where nothing was written", () => {
  expect(requestOf({ ...filled, lockKey: " ", payloadText: "" })).toEqual({
    kind: "ok",
    request: {
      scheduleId: "nightly",
      tenantId: "default",
      cron: "30 2 * * *",
      timeZone: "Europe/Berlin",
      overlap: "queue",
      missed: "fire-once",
      job: { type: "settlement", lockKey: "default", priority: 0, payload: {} },
    },
  });
});

test("what is wrong stands at its field", () => {
  expect(errorsOf({ type: "" })).toEqual({ type: "Choose which job it runs." });
  expect(Object.keys(errorsOf({ cron: "99 * * * *", timeZone: "Nowhere", scheduleId: "a b" })).toSorted()).toEqual([
    "cron",
    "scheduleId",
    "timeZone",
  ]);
  expect(errorsOf({ cron: "0 0 30 2 *" }).cron).toContain("never comes");
  expect(errorsOf({ payloadText: "{oops" }).payloadText).toMatch(/^This is not JSON: /);
  expect(errorsOf({ payloadText: "{oops", type: "" })).toHaveProperty("type");
});

test("a payload that its type would not take is told part by part", () => {
  expect(errorsOf({ payloadText: '{"steps":"many"}' }, schema).payloadText).toMatch(/“steps”: /);
  expect(errorsOf({ payloadText: '{"steps":3}' }, schema)).toEqual({});
});

test("the server's word stands at the same fields, and what belongs to none at the form", () => {
  const issues = [
    { path: "job.payload.from", message: "expected a date" },
    { path: "job.backoff", message: "expected less" },
  ];
  expect(draftErrors(issues)).toEqual({
    payloadText: "“from”: expected a date.",
    form: "“job.backoff”: expected less.",
  });
});

test("an edit keeps what the form does not ask for, and every digit of a number", () => {
  const job = { type: "settlement", payload: parseLossless('{"id":9007199254740993}'), lockKey: "a", priority: 2 };
  const schedule = {
    ...filled,
    job: { ...job, name: "Old", timeoutMs: 5000, schemaVersion: 1 },
  } as unknown as Schedule;
  const draft = draftOf(schedule);
  expect(draft).toMatchObject({ jobName: "Old", lockKey: "a", priority: "2" });
  const edited = requestOf({ ...draft, jobName: "" }, schedule.job);
  const text = JSON.stringify(edited);
  expect(text).toContain('"timeoutMs":5000');
  expect(text).toContain('"id":9007199254740993');
  expect(text).not.toContain('"name"');
});
