import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

test("schedules are listed, of all tenants or of one", () => {
  const base = { kind: "schedules", json: false };
  expect(parseOptions(["schedules"])).toEqual({ ...base, action: { kind: "list", tenantId: undefined } });
  expect(parseOptions(["schedules", "list", "--tenant", "acme", "--json"])).toEqual({
    ...base,
    json: true,
    action: { kind: "list", tenantId: "acme" },
  });
});

test("a schedule is named by its id and its tenant", () => {
  for (const kind of ["show", "pause", "resume", "run", "delete"] as const)
    expect(parseOptions(["schedules", kind, "nightly"])).toMatchObject({
      action: { kind, name: { scheduleId: "nightly", tenantId: "default" } },
    });
});

test("a schedule is described by flags, and its payload keeps its numbers", () => {
  const flags = [
    "--lock-key",
    "books",
    "--priority",
    "3",
    "--payload",
    '{"price":1.10}',
    "--overlap",
    "skip",
    "--paused",
  ];
  const options = parseOptions(["schedules", "create", "nightly", "--cron", "@daily", "--type", "settle", ...flags]);
  expect(options).toMatchObject({
    action: {
      kind: "create",
      request: {
        scheduleId: "nightly",
        timeZone: "UTC",
        job: { type: "settle", lockKey: "books", priority: 3 },
        overlap: "skip",
        missed: "fire-once",
        paused: true,
      },
    },
  });
  expect(JSON.stringify(options)).toContain('"payload":{"price":1.10}');
});

const daily = ["create", "--cron", "@daily", "--type", "probe"];
test.each([
  [["create", "--type", "probe"], "required option '-c, --cron <pattern>' not specified"],
  [["create", "--cron", "61 * * * *", "--type", "probe"], "cron: expected a cron pattern like"],
  [[...daily, "--time-zone", "Mars"], "timeZone: expected the name of an IANA"],
  [[...daily, "--payload", "{"], "--payload: expected JSON or @file.json"],
  [[...daily, "--priority", "10"], "job.priority: "],
  [[...daily, "--overlap", "never"], "overlap: "],
  [["pause"], "missing required argument 'id'"],
])("schedules %j is refused with what was expected", (args, message) => {
  const parsing = () => parseOptions(["schedules", ...args]);
  expect(parsing).toThrow(UsageError);
  expect(parsing).toThrow(message);
});
