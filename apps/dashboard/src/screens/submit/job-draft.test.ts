import type { JobView, Json } from "@baton/contracts";
import { expect, test } from "vitest";
import { curlText } from "./curl-text.ts";
import { draftIssues } from "./draft-check.ts";
import { bodyText, draftOf, emptyDraft, type JobDraft, requestOf } from "./job-draft.ts";

const draft = (change: Partial<JobDraft> = {}): JobDraft => ({ ...emptyDraft("demo"), ...change });

test("what is left empty is left out", () => {
  expect(bodyText(draft())).toBe('{"type":"demo","payload":{}}');
  expect(bodyText(draft({ lockKey: "  ", name: " Nightly " }))).toBe('{"type":"demo","name":"Nightly","payload":{}}');
});

test("texts become what a request has, in its units", () => {
  const { fields, issues } = requestOf(
    draft({ priority: "5", start: "in", delay: "1.5", delayUnit: "minutes", timeoutSeconds: "2.5", maxAttempts: "4" }),
  );
  expect(fields).toEqual({ type: "demo", priority: 5, delayMs: 90_000, timeoutMs: 2500, maxAttempts: 4 });
  expect(issues).toEqual([]);
  expect(requestOf(draft({ start: "at", runAt: "2026-11-26T10:30" })).fields["runAt"]).toBe(
    new Date(2026, 10, 26, 10, 30).toISOString(),
  );
});

test("what is wrong is told at its field", () => {
  const paths = (change: Partial<JobDraft>, schema?: Json) =>
    draftIssues(draft(change), schema).map(({ path }) => path);
  expect(paths({})).toEqual([]);
  expect(paths({ type: "" })).toEqual(["type"]);
  expect(paths({ maxAttempts: "many" })).toEqual(["maxAttempts"]);
  expect(paths({ priority: "11", tenantId: "-" })).toEqual(["priority", "tenantId"]);
  expect(paths({ start: "in" })).toEqual(["delayMs"]);
  expect(paths({ start: "at" })).toEqual(["runAt"]);
  expect(paths({ idempotencyKey: "ключ" })).toEqual(["idempotencyKey"]);
  expect(paths({ payload: { text: "{", view: "json", broken: [] } })).toEqual(["payload"]);
  expect(paths({ payload: { text: "{}", view: "form", broken: ["headers"] } })).toEqual(["payload.headers"]);
  const schema = { type: "object", properties: { to: { type: "integer" } }, required: ["to"] };
  expect(draftIssues(draft(), schema)).toEqual([{ path: "payload.to", message: "This is required." }]);
  const typed = draft({ payload: { text: '{"to":"1."}', view: "form", broken: [] } });
  expect(draftIssues(typed, schema)).toEqual([{ path: "payload.to", message: "Expected a number." }]);
});

test("a job is taken over as it was, except for when and under which key it was sent", () => {
  const job = {
    type: "demo",
    name: "demo",
    lockKey: "default",
    tenantId: "acme",
    priority: 0,
    payload: { id: 7 },
    timeoutMs: 1500,
    maxAttempts: 2,
    runAt: "2026-01-01T00:00:00Z",
  } as unknown as JobView;
  expect(bodyText(draftOf(job))).toBe(
    '{"type":"demo","tenantId":"acme","maxAttempts":2,"timeoutMs":1500,"payload":{"id":7}}',
  );
});

test("numbers of the payload keep their digits on their way", () => {
  const text = '{"id":12345678901234567890,"price":1.10}';
  expect(bodyText(draft({ payload: { text, view: "json", broken: [] } }), { jobId: "x" })).toBe(
    `{"jobId":"x","type":"demo","payload":${text}}`,
  );
});

test("the command is safe to paste into a shell", () => {
  expect(curlText("http://h:1", `{"a":"it's"}`, "it's $(id)")).toBe(
    [
      "curl http://h:1/api/jobs \\",
      "  -H 'Content-Type: application/json' \\",
      "  -H 'Idempotency-Key: it'\\''s $(id)' \\",
      `  -d '{"a":"it'\\''s"}'`,
    ].join("\n"),
  );
});
