import { expect, test } from "vitest";
import { parseOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

const nowhere = { url: undefined, apiKey: undefined };

test("a submission is read from its flags, with the defaults of a job", () => {
  expect(parseOptions(["submit", "demo"])).toMatchObject({
    kind: "submit",
    job: { type: "demo", name: "demo", payload: {}, lockKey: "default", priority: 0, tenantId: "default" },
    idempotencyKey: undefined,
    wait: false,
    timeoutMs: undefined,
    at: nowhere,
    json: false,
  });
  const flags = ["-n", "Nightly", "-p", '{"n":9007199254740993}', "-k", "imports", "--priority", "7", "-t", "acme"];
  const more = ["--correlation-id", "c-1", "--delay", "90", "--max-attempts", "2", "--job-id", "order-7"];
  const rest = [
    "--idempotency-key",
    "i-1",
    "--wait",
    "--timeout",
    "5",
    "--json",
    "--url",
    "http://127.0.0.1:1",
    "--api-key",
    "k",
  ];
  const parsed = parseOptions(["submit", "demo", ...flags, ...more, ...rest]);
  expect(parsed).toMatchObject({
    job: {
      name: "Nightly",
      lockKey: "imports",
      priority: 7,
      tenantId: "acme",
      correlationId: "c-1",
      delayMs: 90_000,
      maxAttempts: 2,
      jobId: "order-7",
    },
    idempotencyKey: "i-1",
    wait: true,
    timeoutMs: 5000,
    at: { url: "http://127.0.0.1:1", apiKey: "k" },
    json: true,
  });
  expect(JSON.stringify(parsed)).toContain('"n":9007199254740993');
  expect(parseOptions(["submit", "demo"])).not.toHaveProperty("job.runAt");
});

test("what is to be watched, and which jobs are listed", () => {
  expect(parseOptions(["watch", "-k", "imports", "-t", "acme", "--json"])).toEqual({
    kind: "watch",
    jobId: undefined,
    lockKey: "imports",
    tenantId: "acme",
    at: nowhere,
    json: true,
  });
  expect(parseOptions(["watch", "--job", "j"])).toMatchObject({ jobId: "j" });
  const cursor = "0".repeat(32);
  expect(
    parseOptions(["jobs", "-s", "Running,Retrying", "-k", "k", "-n", "7", "--from", "24h", "--follow-up", cursor]),
  ).toEqual({
    kind: "jobs",
    filter: expect.objectContaining({ status: ["Running", "Retrying"], lockKey: "k", from: "24h", payloads: false }),
    limit: 7,
    cursor,
    json: false,
  });
  expect(parseOptions(["jobs"])).toMatchObject({ limit: 50, cursor: undefined });
  expect(parseOptions(["locks", "night", "-t", "acme"])).toEqual({
    kind: "lock",
    lockKey: "night",
    tenantId: "acme",
    json: false,
  });
  expect(parseOptions(["rebuild", "--json"])).toEqual({ kind: "rebuild", json: true });
});

test.each([
  [["submit"], "missing required argument"],
  [["submit", "a b"], "type: expected letters"],
  [["submit", "demo", "-p", "{"], "--payload: expected JSON"],
  [["submit", "demo", "-p", "@none.json"], "--payload: expected JSON, @file.json or - (ENOENT"],
  [["submit", "demo", "--priority", "10"], "--priority: expected a whole number from 0 to 9"],
  [["submit", "demo", "--run-at", "soon"], "runAt"],
  [["submit", "demo", "--run-at", "2026-01-01T00:00:00Z", "--delay", "1"], "either runAt or delayMs"],
  [["submit", "demo", "--timeout", "3"], "--timeout: expected together with --wait"],
  [["submit", "demo", "--url", "localhost"], "--url: expected the address"],
  [["watch", "--job", "j", "--key", "k"], "--key: expected without --job"],
  [["jobs", "--status", "Sleeping"], "status"],
  [["jobs", "--limit", "501"], "limit"],
  [["jobs", "--from", "soon"], "from"],
  [["jobs", "--follow-up", "x"], "cursor"],
])("%j is refused with what was expected", (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
