import { limits, newJobId } from "@baton/contracts";
import { expect, test } from "vitest";
import { readSubmission } from "./read-submission.ts";

const message = (value: unknown) => Buffer.from(JSON.stringify(value));

test("a UUIDv7 is the job's id, in lower case", () => {
  const jobId = newJobId();
  expect(readSubmission({ body: message({ jobId: jobId.toUpperCase(), type: "demo" }) })).toMatchObject({
    kind: "job",
    jobId,
  });
});

test("any other id, and without one the message id, is the submitter's own", () => {
  const v4 = "9b2d6f5c-6c1e-4c58-8f0e-1f9a4f0c2d11";
  expect(readSubmission({ body: message({ jobId: v4, type: "demo" }), messageId: "m-1" })).toMatchObject({
    kind: "foreign-id",
    sourceId: v4,
  });
  expect(readSubmission({ body: message({ type: "demo" }), messageId: "m-1" })).toMatchObject({
    kind: "foreign-id",
    sourceId: "m-1",
  });
});

test("the trace that a message names is the job's, unless the job names one itself or it is none", () => {
  const [outer, own] = [traceparentOf("a"), traceparentOf("b")];
  const read = (job: object, traceparent: unknown) =>
    readSubmission({ body: message({ type: "demo", ...job }), messageId: "m-1", traceparent });
  const told = read({}, outer);
  expect(told).toMatchObject({ request: { traceparent: outer }, text: expect.stringContaining(outer) });
  expect(read({ traceparent: own }, outer)).toMatchObject({ request: { traceparent: own } });
  for (const none of ["rubbish", Buffer.from(outer), 7, undefined])
    expect(read({}, none)).toMatchObject({ kind: "foreign-id", text: JSON.stringify({ type: "demo" }) });
});

const traceparentOf = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;

test.each([
  ["rubbish bytes", Buffer.from([0xff, 0xfe, 0x00, 0x80]), "The message is not UTF-8 text"],
  ["no JSON", Buffer.from("{ type: demo"), "The message is not JSON"],
  ["a wrong shape", message({ type: "demo", priority: 11 }), "The message is no job: priority:"],
  ["a misspelt field", message({ type: "demo", lockkey: "a" }), "lockkey"],
  ["another kind of JSON", message([1, 2]), "The message is no job"],
  ["no id at all", message({ type: "demo" }), "give a jobId, or a message_id"],
  ["a newer schema", message({ type: "demo", schemaVersion: 2 }), "schemaVersion"],
  ["5 MiB", Buffer.alloc(5 * 1024 * 1024, "a"), "The message has 5242880 bytes"],
])("%s is unreadable, and the reason says what was expected", (_name, body, reason) => {
  const submission = readSubmission({ body });
  expect(submission).toMatchObject({ kind: "unreadable", reason: expect.stringContaining(reason) });
});

test("a payload of exactly 1 MiB is taken, one byte more is not", () => {
  const payload = (bytes: number) => "x".repeat(bytes - 2);
  const read = (bytes: number) =>
    readSubmission({ body: message({ jobId: newJobId(), type: "demo", payload: payload(bytes) }) });
  expect(read(limits.payloadBytes).kind).toBe("job");
  expect(read(limits.payloadBytes + 1)).toMatchObject({
    kind: "unreadable",
    reason: expect.stringContaining("payload"),
  });
});

test("large numbers of a payload stay as they were written", () => {
  const body = Buffer.from(`{"jobId":"${newJobId()}","type":"demo","payload":{"id":9007199254740993}}`);
  const submission = readSubmission({ body });
  expect(submission.kind === "job" && JSON.stringify(submission.request.payload)).toBe('{"id":9007199254740993}');
});

test("the user whom the broker has checked goes before whom the message names, and all else stays as it came", () => {
  const body = Buffer.from(`{"jobId":"${newJobId()}","type":"demo","submittedBy":"admin","payload":1.10}`);
  const read = (userId?: string) =>
    readSubmission({ body, userId }) as { request: { submittedBy: string }; text: string };
  expect(read().request.submittedBy).toBe("admin");
  expect(read().text).toBe(body.toString());
  expect(read("warehouse").request.submittedBy).toBe("warehouse");
  expect(read("warehouse").text).toBe(body.toString().replace("admin", "warehouse"));
});
