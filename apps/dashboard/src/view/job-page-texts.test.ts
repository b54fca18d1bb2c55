import { type JobEvent, type JobView, type Json, parseLossless } from "@baton/contracts";
import { expect, test } from "vitest";
import { curlText } from "./curl-text.ts";
import { countValues, findInJson, nodeOf } from "./json-tree.ts";
import { orderOf } from "./order-of.ts";
import { countByKind, filterTrail } from "./trail-filter.ts";

const exact = parseLossless('{"id":9007199254740993,"price":1.10,"list":[{"name":"Ada"},null],"a b":true}') as Json;

function job(more: Partial<JobView>): JobView {
  return {
    jobId: "j",
    type: "probe",
    name: "probe",
    tenantId: "default",
    lockKey: "night",
    keyId: "k",
    priority: 0,
    status: "Completed",
    message: "",
    attempts: 1,
    createdAt: "",
    payload: exact,
    ...more,
  };
}

test("a submission as curl keeps every digit and quotes for the shell", () => {
  const text = curlText(job({ name: "Ada's", tenantId: "acme", maxAttempts: 5 }), "http://localhost:3000");
  expect(text).toContain("curl -X POST 'http://localhost:3000/api/jobs'");
  expect(text).toContain(`"name": "Ada'\\''s"`);
  for (const part of ['"id": 9007199254740993', '"price": 1.10', '"tenantId": "acme"', '"maxAttempts": 5'])
    expect(text).toContain(part);
  expect(text).not.toContain("priority");
});

test("what is longer than a shell takes as an argument is read from its input", () => {
  const text = curlText(job({ payload: "x".repeat(200_000) }), "http://localhost:3000");
  expect(text).toContain("--data-binary @- <<'END-OF-JOB'\n{");
  expect(text.endsWith("\nEND-OF-JOB")).toBe(true);
});

test("a number beyond JavaScript's is a number with its own digits, not an object", () => {
  const root = nodeOf(exact);
  const members = "members" in root ? root.members : [];
  expect(members.map(({ name, value }) => [name, nodeOf(value).kind])).toEqual([
    ["id", "number"],
    ["price", "number"],
    ["list", "array"],
    ["a b", "word"],
  ]);
  expect(nodeOf(members[0]?.value ?? null)).toEqual({ kind: "number", text: "9007199254740993" });
  expect(countValues(exact, 100)).toBe(8);
  expect(countValues(exact, 3)).toBe(3);
});

test("JSON is searched by names and values, with the paths to them", () => {
  expect(findInJson(exact, "ada", 10)).toEqual([{ path: "list[0].name", text: "Ada" }]);
  expect(findInJson(exact, "00719", 10)).toEqual([{ path: "id", text: "9007199254740993" }]);
  expect(findInJson(exact, "list", 10)).toEqual([{ path: "list", text: "[ 2 ]" }]);
  expect(findInJson(exact, "a b", 10)).toEqual([{ path: '["a b"]', text: "true" }]);
  expect(findInJson(exact, "", 2)).toHaveLength(2);
});

const event = (status: JobEvent["status"], message: string, more: Partial<JobEvent> = {}): JobEvent => ({
  eventId: message,
  tenantId: "default",
  lockKey: "night",
  keyId: "k",
  status,
  message,
  occurredAt: "",
  seq: 1,
  ...more,
});

test("a trail is filtered by kind and by text, also in what an event carries", () => {
  const events = [
    event("Queued", "Queued"),
    event("Step", "Read", { step: "read", data: { file: "Alpha.csv" } }),
    event("Log", "said"),
    event("Cancelled", "Cancelled by Ada"),
  ];
  expect(filterTrail(events, { kind: "all", text: "alpha" }).map(({ message }) => message)).toEqual(["Read"]);
  expect(filterTrail(events, { kind: "orders", text: " " }).map(({ message }) => message)).toEqual([
    "Cancelled by Ada",
  ]);
  expect(countByKind(events)).toMatchObject({ all: 4, steps: 1, logs: 1, orders: 1, lock: 1, progress: 0 });
});

test("who ordered something is told of orders only, not of what a job says of itself", () => {
  const data = { commandId: "c", by: { name: "Ada", address: "10.0.0.7" }, reason: "no longer needed" };
  expect(orderOf(event("Cancelled", "", { data }))).toEqual({ by: "Ada (10.0.0.7)", reason: "no longer needed" });
  expect(orderOf(event("Log", "", { data }))).toBeUndefined();
  expect(orderOf(event("Cancelled", ""))).toBeUndefined();
});
