import { expect, test } from "vitest";
import { parseOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

const common = { tenantId: undefined, json: false };

test("commands about a job and about a lock key are read", () => {
  expect(parseOptions(["cancel", "j", "--reason", "no need"])).toEqual({
    kind: "order-job",
    command: { kind: "cancel", jobId: "j", reason: "no need" },
    ...common,
  });
  expect(parseOptions(["priority", "j", "7", "--json"])).toMatchObject({ command: { priority: 7 }, json: true });
  expect(parseOptions(["replay", "j", "--payload", "p.json"])).toMatchObject({ payloadFile: "p.json" });
  expect(parseOptions(["policy", "k", "none", "--tenant", "acme"])).toMatchObject({
    kind: "order-key",
    lockKey: "k",
    tenantId: "acme",
    command: { kind: "set-policy", policy: null },
  });
  expect(parseOptions(["unlock", "k", "--reason", "x", "--may-overlap"])).toMatchObject({
    command: { kind: "force-unlock", mayOverlap: true },
  });
});

test("questions are read", () => {
  expect(parseOptions(["locks"])).toEqual({ kind: "locks", ...common });
  expect(parseOptions(["dead-letters", "--type", "t", "-k", "k", "-n", "3"])).toEqual({
    kind: "dead-letters",
    type: "t",
    lockKey: "k",
    limit: 3,
    ...common,
  });
  expect(parseOptions(["command", "c"])).toEqual({ kind: "command", commandId: "c", ...common });
});

test.each([
  [["cancel", "j"], "--reason"],
  [["discard", "j", "--reason", " "], "reason"],
  [["pause", "k"], "--reason"],
  [["unlock", "k"], "--reason"],
  [["priority", "j", "10"], "priority"],
  [["priority", "j", "high"], "priority"],
  [["reschedule", "j", "soon"], "runAt"],
  [["policy", "k", "stop"], "policy"],
  [["dead-letters", "-n", "0"], "--limit"],
])("%j is refused with what was expected", (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});

test("help tells every exit code", () => {
  expect(parseOptions(["cancel", "--help"])).toMatchObject({
    kind: "told",
    text: expect.stringContaining("4  not obeyed"),
  });
});
