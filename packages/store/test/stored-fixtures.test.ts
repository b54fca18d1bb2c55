import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StoredCopy, TestSystem, writeStored } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { schemaVersion } from "../src/index.ts";

/** What `npm run schema-fixture` has left of each release. */
const folder = join(import.meta.dirname, "fixtures");

type Fixture = StoredCopy & {
  jobs: Record<"completed" | "later" | "cancelled" | "unknown", string>;
  signingKey: string;
};

test.each(readdirSync(folder))("what was stored as %s is opened, verified and gone on with", async (name) => {
  const { jobs, signingKey, ...stored }: Fixture = JSON.parse(readFileSync(join(folder, name, "stored.json"), "utf8"));
  const system = new TestSystem({});
  onTestFinished(() => system.stop());
  await writeStored(system, stored);
  const keys = join(system.env["BATON_DATA_DIR"] ?? "", "keys");
  mkdirSync(keys, { recursive: true });
  writeFileSync(join(keys, "audit-signing.pem"), signingKey);
  await system.start();
  expect(await system.storage.instance()).toMatchObject({ schemaVersion });

  const before = await system.verifyAll();
  expect(before.checkpoints.trust).toBe("given-key");
  expect(before.checked.events).toBeGreaterThan(20);
  const statusOf = async (jobId: string) => (await system.reader.findJob(jobId))?.job.status;
  expect(await statusOf(jobs.completed)).toBe("Completed");
  expect(await statusOf(jobs.cancelled)).toBe("Cancelled");
  expect(await statusOf(jobs.unknown)).toBe("DeadLettered");

  await system.startWorker("worker-2", { CHECKPOINT_SECONDS: "1" });
  // Its time has come since.
  expect((await system.ended(jobs.later)).job.status).toBe("Completed");
  const next = await system.ended(await system.submit({ type: "probe" }));
  expect(next.job.status).toBe("Completed");
  expect((await system.verifyAll()).checked.events).toBeGreaterThan(before.checked.events);
});
