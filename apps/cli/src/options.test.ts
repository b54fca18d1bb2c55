import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

test("verify means every key, unless one or a job is named", () => {
  const base = { kind: "verify", publicKeyFile: undefined, json: false };
  expect(parseOptions(["verify"])).toEqual({ ...base, target: { kind: "all", since: undefined } });
  expect(parseOptions(["verify", "--job", "j"])).toEqual({ ...base, target: { kind: "job", jobId: "j" } });
  expect(parseOptions(["verify", "--key", "k", "--tenant", "acme", "--since", "2026-11-22", "--json"])).toEqual({
    ...base,
    json: true,
    target: { kind: "key", lockKey: "k", tenantId: "acme", since: new Date("2026-11-22") },
  });
});

test("a pack is verified, and one is exported", () => {
  expect(parseOptions(["verify", "--pack", "p.gz", "--public-key", "k.pem"])).toEqual({
    kind: "verify-pack",
    packFile: "p.gz",
    publicKeyFile: "k.pem",
    json: false,
  });
  expect(parseOptions(["export", "--job", "j", "--out", "p.gz", "--contents"])).toEqual({
    kind: "export",
    target: { kind: "job", jobId: "j" },
    outFile: "p.gz",
    withContents: true,
  });
});

test("a new job has a name", () => {
  expect(parseOptions(["new-job", "settle-day"])).toEqual({ kind: "new-job", name: "settle-day", json: false });
});

test("workers are listed, one is drained, and takes keys again", () => {
  expect(parseOptions(["workers", "--json"])).toEqual({ kind: "workers", json: true });
  expect(parseOptions(["drain", "w-1"])).toEqual({ kind: "drain", workerId: "w-1", desired: "draining", json: false });
  expect(parseOptions(["drain", "w-1", "--resume"])).toEqual({
    kind: "drain",
    workerId: "w-1",
    desired: "running",
    json: false,
  });
});

test("types are listed, as JSON if asked", () => {
  expect(parseOptions(["types"])).toEqual({ kind: "types", json: false });
  expect(parseOptions(["types", "--json"])).toEqual({ kind: "types", json: true });
});

test.each([
  [[], "expected a command"],
  [["new-job"], "missing required argument 'name'"],
  [["new-job", "a", "b"], "too many arguments"],
  [["verify", "now"], "too many arguments"],
  [["verify", "--all", "--key", "k"], "expected one of --job, --key and --all"],
  [["verify", "--tenant", "acme"], "--tenant: expected together with --key"],
  [["verify", "--job", "j", "--since", "2026-01-01"], "--since: expected without --job"],
  [["verify", "--since", "soon"], "--since: expected a time like 2026-11-22T10:00:00Z"],
  [["verify", "--pack", "p", "--job", "j"], "--job: expected without --pack"],
  [["export"], "expected --job, --key or --since"],
  [["drain"], "missing required argument"],
])("%j is refused with what was expected", (args, message) => {
  const parsing = () => parseOptions(args);
  expect(parsing).toThrow(UsageError);
  expect(parsing).toThrow(message);
});

test("help tells every exit code", () => {
  expect(parseOptions(["verify", "--help"])).toMatchObject({
    kind: "told",
    text: expect.stringContaining("3  storage"),
  });
});
