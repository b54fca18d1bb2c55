import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { baton } from "./baton-process.ts";
import { RecordedSystem } from "./recorded-system.ts";

let recorded: RecordedSystem;
let folder: string;

beforeAll(async () => {
  recorded = await RecordedSystem.start();
});
afterAll(() => recorded.system.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-pack-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const publicKey = () => join(recorded.system.env["BATON_DATA_DIR"] ?? "", "keys/audit-public.pem");

async function exported(name: string, ...args: string[]): Promise<string> {
  const file = join(folder, name);
  const { code, err, out } = await baton(recorded.system.env, "export", ...args, "--out", file);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  expect(err).toMatch(/^Exported \d+ events, \d+ jobs and \d+ checkpoint lines\.$/m);
  return file;
}

/** Without any storage, and in a folder that has no key. */
const verified = (file: string, ...args: string[]) =>
  baton({ BATON_DATA_DIR: folder }, "verify", "--pack", file, ...args);

test("a job's pack proves it without storage, to whoever has the public key", async () => {
  const file = await exported("job.ndjson", "--job", recorded.jobId);
  const { code, out } = await verified(file, "--public-key", publicKey());
  expect(out).toMatch(
    /k\.default\.default: events \d+–\d+ are one chain; checkpoint line \d+ of .* signs all up to \d+\./,
  );
  expect(out).toContain(`signed by ${publicKey()}`);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("The record holds.") });
  const without = await verified(file);
  expect(without).toMatchObject({ code: 0, out: expect.stringContaining("Nobody vouches for the key") });
});

test("a key's and a time's pack hold, gzipped, with the contents of large values", async () => {
  const key = await exported("key.ndjson.gz", "--key", "default", "--contents");
  expect(gunzipSync(readFileSync(key)).toString().split("\n")[0]).toContain('"kind":"manifest"');
  const ofKey = await verified(key, "--public-key", publicKey());
  expect(ofKey).toMatchObject({ code: 0, out: expect.stringMatching(/Checked 1 key, .* 2 jobs, .* 1 large value,/) });
  const since = await exported("since.ndjson", "--since", "2026-01-01");
  expect(await verified(since, "--public-key", publicKey())).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Checked 2 keys, .* 3 jobs/),
  });
});

type Line = { kind: string; [name: string]: unknown };

test.each<[string, (lines: Line[]) => Line[], string]>([
  [
    "an edited message",
    (lines) => {
      const at = lines.findIndex(({ kind }) => kind === "event") + 2;
      const line = lines[at] as Line & { event: object };
      return lines.with(at, { ...line, event: { ...line.event, message: "Something else" } });
    },
    "its hash is not the hash of its content",
  ],
  [
    "a removed event",
    (lines) => lines.toSpliced(lines.findIndex(({ kind }) => kind === "event") + 1, 1),
    "expected event",
  ],
  [
    "an edited job",
    (lines) =>
      lines.map((line) =>
        line.kind === "job" ? { ...line, row: { ...(line["row"] as object), name: "Harmless" } } : line,
      ),
    "its submission is",
  ],
  [
    "an edited checkpoint line",
    (lines) =>
      lines.map((line) =>
        line.kind === "checkpoint" ? { ...line, text: String(line["text"]).replace('"at":"2', '"at":"3') } : line,
      ),
    "did not sign it",
  ],
  ["a pack that was cut", (lines) => lines.slice(0, -1), "the pack was cut"],
  ["a pack without its job", (lines) => lines.filter(({ kind }) => kind !== "job"), "is not in it"],
])("%s is found", async (_name, tamper, reason) => {
  const file = await exported("job.ndjson", "--job", recorded.jobId);
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  writeFileSync(
    file,
    `${tamper(lines)
      .map((line) => JSON.stringify(line))
      .join("\n")}\n`,
  );
  const { code, out } = await verified(file, "--public-key", publicKey());
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining(reason) });
});

test("a pack whose large value was changed is found", async () => {
  const file = await exported("key.ndjson", "--key", "default", "--contents");
  const text = readFileSync(file, "utf8").replace(/"base64":"eyJ/, '"base64":"eyK');
  writeFileSync(file, text);
  const { code, out } = await verified(file, "--public-key", publicKey());
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("the hash that is its name") });
});

test("what is no pack is told so", async () => {
  expect(await verified(join(folder, "none.ndjson"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("ENOENT"),
  });
  const file = join(folder, "other.ndjson");
  writeFileSync(file, "hello\n");
  expect(await verified(file)).toMatchObject({ code: 1, out: expect.stringContaining("it is no line of a pack") });
});
