import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

const noFile = () => {
  throw new Error("no file is read here");
};
const parse = (...args: string[]) => parseOptions(args, noFile);

test("no flags open the console", () => {
  expect(parse()).toEqual({ kind: "console", lockKey: undefined, tenantId: undefined });
  expect(parse("--lock-key", "imports", "--tenant", "acme")).toMatchObject({ lockKey: "imports", tenantId: "acme" });
});

test("every flag of a job reaches the request", () => {
  const flags =
    "--type demo --name Night --lock-key k --priority 9 --tenant acme --correlation-id c-1 --job-id order-7";
  expect(parse(...flags.split(" "), "--payload", '{"steps":2}')).toEqual({
    kind: "submit",
    requests: [
      {
        type: "demo",
        name: "Night",
        lockKey: "k",
        priority: 9,
        tenantId: "acme",
        correlationId: "c-1",
        jobId: "order-7",
        payload: { steps: 2 },
      },
    ],
    idempotencyKey: undefined,
    wait: false,
    timeoutMs: undefined,
    json: false,
  });
});

test("what is not given is left to the defaults", () => {
  expect(parse("--type", "demo", "--count", "3", "--wait", "--timeout", "5", "--json")).toEqual({
    kind: "submit",
    requests: [{ type: "demo" }, { type: "demo" }, { type: "demo" }],
    idempotencyKey: undefined,
    wait: true,
    timeoutMs: 5000,
    json: true,
  });
});

test("a payload may come from a file, and its numbers keep their digits", () => {
  const options = parseOptions(["--type", "demo", "--payload", "@job.json"], (name) =>
    name === "job.json" ? '{"id":9007199254740993}' : "",
  );
  expect(JSON.stringify(options)).toContain('{"id":9007199254740993}');
});

test("a file has a job a line, with everything that a job has", () => {
  const lines = '{"type":"demo","payload":{"id":9007199254740993}}\n\n{"type":"probe","lockKey":"k"}\n';
  const options = parseOptions(["--from-file", "jobs.ndjson", "--wait"], () => lines);
  expect(options).toMatchObject({ kind: "submit", requests: [{ type: "demo" }, { type: "probe", lockKey: "k" }] });
  expect(JSON.stringify(options)).toContain('{"id":9007199254740993}');
});

test.each([["{"], ["7"], ["[]"]])("a line %s of a file is refused by its number", (line) => {
  expect(() => parseOptions(["--from-file", "-"], () => `{"type":"demo"}\n${line}\n`)).toThrow("on line 2");
});

test.each([
  [["--typo"], "unknown option '--typo'"],
  [["demo"], "too many arguments"],
  [["--type"], "argument missing"],
  [["--type", "demo", "--payload", "{a"], '--payload: expected JSON, @file.json or @-, got "{a"'],
  [["--type", "demo", "--priority", "10"], '--priority: expected a whole number from 0 to 9, got "10"'],
  [["--type", "demo", "--count", "0"], "--count: expected a whole number from 1"],
  [["--type", "demo", "--count", "1e3"], "--count: expected a whole number"],
  [["--type", "demo", "--timeout", "3"], "--timeout: expected together with --wait"],
  [["--type", "demo", "--job-id", "a", "--count", "2"], "--job-id: expected without --count"],
  [["--type", "demo", "--idempotency-key", "a", "--count", "2"], "--idempotency-key: expected without --count"],
  [["--type", "demo", "--from-file", "a"], "--type: expected without --from-file"],
  [["--wait"], "--wait: expected together with --type"],
  [["--correlation-id", "c"], "--correlation-id: expected together with --type"],
])("%j is refused with what was expected", (args, message) => {
  const parsing = () => parse(...args);
  expect(parsing).toThrow(UsageError);
  expect(parsing).toThrow(message);
});

test("a file that cannot be read is named", () => {
  expect(() => parseOptions(["--type", "demo", "--payload", "@/no/such.json"])).toThrow(
    'cannot read the file "/no/such.json" (ENOENT)',
  );
});

test("help tells every exit code", () => {
  const options = parse("--help");
  expect(options.kind).toBe("told");
  const text = options.kind === "told" ? options.text : "";
  for (const code of [0, 1, 2, 3, 4]) expect(text).toMatch(new RegExp(`^  ${code}  `, "m"));
});
