import { setup } from "@baton/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { baton } from "./baton-process.ts";
import { RecordedSystem, rowKeyOf } from "./recorded-system.ts";

let recorded: RecordedSystem;

beforeAll(async () => {
  recorded = await RecordedSystem.start();
});
afterEach(() => recorded.restore());
afterAll(() => recorded.system.stop());

const run = (...args: string[]) => baton(recorded.system.env, ...args);

test("a record that holds is told so, with what was checked, and exits with 0", async () => {
  const { code, out, err } = await run("verify");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(
    /^Checked 2 keys, \d+ events, 3 jobs, \d+ holds, 3 attempts, 1 large value, \d+ checkpoint lines\.$/m,
  );
  expect(out).toMatch(/^The checkpoint lines are signed by this clone's key; the last is of 20/m);
  expect(out).toMatch(/^The record holds\.$/m);
});

test("a break is told with its place, and exits with 1", async () => {
  await recorded.edit(rowKeyOf(2), { Message: "Something else" });
  const all = await run("verify");
  expect(all).toMatchObject({ code: 1, err: "" });
  expect(all.out).toContain(`BREAK  ${recorded.keyId}, event 2: its hash is not the hash of its content`);
  expect(all.out).toContain("The record does not hold: 1 break.");
  const json = await run("verify", "--key", "default", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out).breaks).toEqual([expect.objectContaining({ place: "event 2", keyId: recorded.keyId })]);
  expect(await run("verify", "--job", recorded.jobId)).toMatchObject({ code: 1 });
  expect(await run("verify", "--key", "other")).toMatchObject({ code: 0 });
});

test("a record is verified from a time on, from the last checkpoint before it", async () => {
  const signedSoFar = (await recorded.verify()).checkpoints.lastLineAt ?? "";
  const later = new Date(new Date(signedSoFar).getTime() + 1).toISOString();
  const nothing = await run("verify", "--since", later);
  expect(nothing).toMatchObject({ code: 0, out: expect.stringContaining("Checked 2 keys, 0 events, 0 jobs") });
  // What is older than the time is not looked at, what is younger is.
  await recorded.edit(rowKeyOf(2), { Message: "Something else" });
  expect(await run("verify", "--since", later)).toMatchObject({ code: 0 });
  expect(await run("verify", "--since", "2026-01-01")).toMatchObject({ code: 1 });
});

test.each([
  [["verify", "--job", "no-such-job"], '--job: no job "no-such-job" is known here'],
  [["verify", "--key"], "argument missing"],
  [["verify", "--public-key", "/no/such.pem"], 'cannot read the file "/no/such.pem" (ENOENT)'],
  [["verify", "--public-key", "package.json"], "expected a PEM file with an Ed25519 public key"],
  [["export"], "expected --job, --key or --since"],
  [["frobnicate"], "unknown command 'frobnicate'"],
])("%j is wrong usage: it says what was expected, and exits with 2", async (args, message) => {
  const { code, err, out } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});

test("a key without a ledger is no record that holds", async () => {
  const { code, out } = await run("verify", "--key", "no-such-key");
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("there is no ledger of this key") });
});

test("a storage that cannot be reached is no verdict: it exits with 3", async () => {
  const address = recorded.system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const nowhere = address.replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:1");
  const { code, out, err } = await baton(
    { ...recorded.system.env, AZURE_STORAGE_CONNECTION_STRING: nowhere },
    "verify",
  );
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("Storage cannot be reached");
});

test("settings that are missing are named, and exit with 2", async () => {
  const { code, err } = await baton({ BATON_DATA_DIR: recorded.system.folder }, "verify");
  expect(code).toBe(2);
  expect(err).toContain("AZURE_STORAGE_CONNECTION_STRING: expected");
});

test("the record verifies while jobs run and append to it", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1" });
  const count = 40;
  const jobs = Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const lockKey = `key-${at % 3}`;
      return system.ended(await system.submit({ type: "probe", payload: { steps: 3, stepMs: 10 }, lockKey }), 90_000);
    }),
  );
  let over = false;
  void jobs.finally(() => {
    over = true;
  });
  let looks = 0;
  for (; !over; looks += 1) {
    await system.verifyAll();
    // In pieces, between which the workers write.
    for (const lockKey of ["key-0", "key-1", "key-2"]) await system.ledger(lockKey);
  }
  await jobs;
  expect(looks).toBeGreaterThan(0);
  expect((await system.verifyAll()).checked).toMatchObject({ jobs: count, attempts: count });
});

test("the record verifies whatever became of its jobs", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobs = await Promise.all([
    system.submit({ type: "probe", payload: { steps: 3 }, priority: 7, correlationId: "c-1", submittedBy: "someone" }),
    system.submit({ type: "misbehave", payload: { way: "throwLater" }, lockKey: "imports", maxAttempts: 1 }),
    system.submit({ type: "misbehave", payload: { way: "throwAtLength" }, lockKey: "imports", maxAttempts: 1 }),
    system.submit({ type: "misbehave", payload: { way: "loop" }, lockKey: "loops", timeoutMs: 500, maxAttempts: 1 }),
    system.submit({ type: "probe", payload: { steps: 1 }, tenantId: "acme" }),
  ]);
  for (const jobId of jobs) await system.ended(jobId);
  expect((await system.verifyAll()).checked).toMatchObject({ keys: 4, jobs: 5, attempts: 5 });
});
