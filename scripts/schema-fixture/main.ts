import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually, PrivateServices, RunningSystem, runMain } from "@baton/harness";
import { cloneFolder } from "@baton/runtime";
import { Commands, Inbox, Markers, PayloadFiles, schemaVersion } from "@baton/store";
import { readStored } from "../../packages/testing/src/stored-copy.ts";

/**
 * `npm run schema-fixture`: writes what a system of this release has stored after a few jobs, for the tests of all later
 * releases. Run once before a release; the file is never changed afterwards.
 */
const folder = path.join(cloneFolder, `packages/store/test/fixtures/schema-${schemaVersion}`);

async function main(): Promise<number> {
  const services = await PrivateServices.start();
  const system = new RunningSystem({
    amqpUrl: services.broker.address,
    connectionString: services.storage.address,
    namespace: "fixture",
    env: () => ({ JOBS_DIR: path.join(cloneFolder, "packages/testing/jobs"), UNKNOWN_TYPE_SECONDS: "1" }),
  });
  try {
    await system.start();
    const jobs = await leaveRecords(system);
    const signingKey = readFileSync(path.join(system.env["BATON_DATA_DIR"] ?? "", "keys/audit-signing.pem"), "utf8");
    mkdirSync(folder, { recursive: true });
    const fixture = { jobs, signingKey, ...(await readStored(system)) };
    writeFileSync(path.join(folder, "stored.json"), `${JSON.stringify(fixture, undefined, 2)}\n`);
    process.stdout.write(`${folder}\n`);
    return 0;
  } finally {
    await system.stop();
    await services.stop();
  }
}

/** Jobs that have ended in several ways, one that waits for its time, a schedule; all signed, and nothing running. */
async function leaveRecords(system: RunningSystem) {
  const { storage } = system;
  const worker = await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1", HOLD_LINGER_MS: "0" });
  const completed = await system.submit({ type: "probe", name: "Three steps", payload: { steps: 3 }, priority: 7 });
  const large = await system.submit({ type: "probe", payload: { steps: 1, note: "x".repeat(25_000) } });
  const other = await system.submit({
    type: "probe",
    lockKey: "other/key ä",
    submittedBy: "ann",
    description: "Elsewhere",
  });
  const unknown = await system.submit({ type: "unknown-here", lockKey: "unknown" });
  const later = await system.submit({ type: "probe", lockKey: "later", runAt: soon() });
  const cancelled = await system.submit({ type: "probe", lockKey: "later", runAt: soon() });
  await system.until("waiting for its time", cancelled, ({ job }) => job.status === "Scheduled");
  const parts = { inbox: new Inbox(storage), markers: new Markers(storage), files: new PayloadFiles(storage) };
  await new Commands({ storage, ...parts }).give({
    tenantId: "default",
    lockKey: "later",
    command: { kind: "cancel", jobId: cancelled, reason: "not needed" },
    by: { name: "ann" },
  });
  for (const jobId of [completed, large, other, unknown, cancelled]) await system.ended(jobId);
  await eventually("everything to be signed", async () => {
    const { younger, checkpoints } = await system.verifyAll();
    return younger.length === 0 && checkpoints.lines > 0;
  });
  await worker.end();
  await system.until("waiting still", later, ({ job }) => job.status === "Scheduled");
  return { completed, large, other, unknown, later, cancelled };
}

/** After the copy was made, and before anybody reads it. */
function soon(): string {
  return new Date(Date.now() + 120_000).toISOString();
}

await runMain(main);
