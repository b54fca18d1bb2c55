import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloneFolder, createLogger } from "@baton/runtime";
import { Storage } from "@baton/store";
import { expect, onTestFinished, test } from "vitest";

test("a small bench measures, counts, verifies and leaves nothing behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "report.json");
  const flags = ["--use-env", "--profile", "mixed", "--keys", "2", "--jobs", "12", "--workers", "1", "--warm-up", "4"];
  const { status, stdout, stderr } = bench([...flags, "--json", file]);
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.not.stringContaining("did not stop cleanly") });
  expect(stdout).toContain("Verified");

  const report = JSON.parse(readFileSync(file, "utf8"));
  expect(report.proof).toMatchObject({ ended: { Completed: 16 }, faults: [] });
  expect(report.timings.handOffGap.count).toBeGreaterThan(0);
  expect(report.usage.attempts).toBe(12);
  expect(report.usage.ledgerTransactions).toBe(report.usage.storageRequests.ledger);
  // Twelve starts and ends cannot have cost less than the transactions that they share.
  expect(report.usage.ledgerTransactions).toBeGreaterThanOrEqual(12);
  for (const floor of ["insert", "transaction", "lease", "confirm"]) expect(report.floors[floor]).toBeGreaterThan(0);
  expect(report.replay.cpuMs).toBeGreaterThan(0);
  expect(report.replay.calls["ledger BATCH"].count).toBe(report.usage.calls["ledger BATCH"].count);
  expect(await isRemoved(report.namespace)).toBe(true);
});

test("the submission profile measures bulk and one by one beside bare publishes, and leaves nothing behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "report.json");
  const { status, stdout } = bench(["--use-env", "--profile", "submit", "--jobs", "200", "--json", file]);
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("Every job was accepted") });
  const report = JSON.parse(readFileSync(file, "utf8"));
  expect(report).toMatchObject({ bulk: { jobs: 200 }, oneByOne: { jobs: 20 }, faults: [] });
  for (const { jobsPerSecond, floorPerSecond } of [report.bulk, report.oneByOne]) {
    expect(jobsPerSecond).toBeGreaterThan(0);
    expect(floorPerSecond).toBeGreaterThan(0);
  }
  expect(await isRemoved(report.namespace)).toBe(true);
});

test("a wrong command line is answered with what was expected, and exit code 2", () => {
  const { status, stderr } = bench(["--keys", "3"]);
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining("--keys: expected with") });
});

async function isRemoved(namespace: string): Promise<boolean> {
  const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const logger = createLogger({ level: "silent", base: {}, readable: false });
  const { workers, payloads } = new Storage({ connectionString, namespace, logger });
  const answer = await workers.getEntity("workers", "bench-worker-1").catch((err: Error) => err.message);
  return String(answer).includes("TableNotFound") && !(await payloads.exists());
}

function bench(args: string[]) {
  return spawnSync(process.execPath, [join(cloneFolder, "apps/bench/src/main.ts"), ...args], { encoding: "utf8" });
}
