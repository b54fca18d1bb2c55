import { ExpiringResults, PayloadFiles } from "@baton/store";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

/** The leader sweeps every 30 s, and not before all agree that a result's time is over. */
const sweptMs = 60_000;

test("a result with a time to live is gone after it, and the record of its job still holds", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const kept = await system.submit({ type: "probe", payload: { steps: 1 } });
  const shortLived = await system.submit({ type: "probe", payload: { steps: 2 }, resultTtl: 3 });
  await system.ended(kept);
  const { job, events } = await system.ended(shortLived);
  expect(job).toMatchObject({ status: "Completed", resultTtl: 3, result: { steps: 2 } });
  expect(events.at(-1)).toMatchObject({ status: "Completed", data: { steps: 2 } });
  const lifeMs = Date.parse(job.resultExpiresAt ?? "") - Date.parse(job.endedAt ?? "");
  expect(lifeMs).toBeGreaterThan(1000);
  expect(lifeMs).toBeLessThan(5000);
  expect(await blobs(system)).toHaveLength(1);
  expect((await system.verifyAll()).checked).toMatchObject({ blobs: 1, expired: 0 });

  const over = await system.until("expired", shortLived, (detail) => detail.job.resultExpired === true);
  expect(over.job).toMatchObject({ status: "Completed", resultExpiresAt: job.resultExpiresAt });
  expect([over.job.result, over.events.at(-1)?.data]).toEqual([undefined, undefined]);
  await eventually("the blob to be removed", async () => (await blobs(system)).length === 0, { withinMs: sweptMs });
  await eventually("its row to be removed", async () => (await expiryRows(system)).length === 0);
  expect((await system.verifyAll()).checked).toMatchObject({ jobs: 2, blobs: 0, expired: 1 });
  expect((await system.reader.findJob(kept))?.job).toMatchObject({ result: { steps: 1 } });
});

test("a result that is gone before its time, or is another one, is a break", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { RESULT_TTL_HOURS: "1" });
  const { job } = await system.ended(await system.submit({ type: "probe", payload: { steps: 2 } }));
  const lifeMs = Date.parse(job.resultExpiresAt ?? "") - Date.parse(job.endedAt ?? "");
  expect(Math.round(lifeMs / 60_000)).toBe(60);
  const [blob = ""] = await blobs(system);
  const client = system.storage.payloads.getBlockBlobClient(blob);
  await client.uploadData(Buffer.from('{"steps":9}'));
  expect((await system.verification()).breaks).toMatchObject([
    { reason: expect.stringContaining("not have the hash") },
  ]);
  await client.delete();
  expect((await system.verification()).breaks).toMatchObject([{ reason: expect.stringContaining("is not there") }]);
  await client.uploadData(Buffer.from('{"steps":2}'));
  await system.verifyAll();
});

test("a sweep removes what is over, whoever swept before, and nothing else of the job", async () => {
  const { storage } = await setup();
  const results = new ExpiringResults(storage);
  const inMs = (ms: number) => new Date(storage.clock.now().getTime() + ms);
  const large = "x".repeat(30_000);
  await new PayloadFiles(storage).keep("default", "job-1", large);
  await results.keep("default", "job-1", large, inMs(-60_000));
  await results.keep("default", "job-2", "long over", inMs(-48 * 3600 * 1000));
  await results.keep("default", "job-3", "not yet", inMs(5000));
  await results.keep("default", "job-4", "just over: others may not know it yet", inMs(-2000));
  const alive = new AbortController().signal;
  // One that was ended between blob and row.
  await storage.payloads.deleteBlob((await blobs({ storage })).find((name) => name.includes("job-2")) ?? "");
  await results.sweep(alive);
  await results.sweep(alive);
  const left = await blobs({ storage });
  expect(left.map((name) => name.split("/", 2)[1])).toEqual(["job-1", "job-3", "job-4"]);
  expect(left[0]).not.toContain("until");
  expect(await expiryRows({ storage })).toHaveLength(2);
});

async function blobs({ storage }: Pick<TestSystem, "storage">): Promise<string[]> {
  return (await Array.fromAsync(storage.payloads.listBlobsFlat())).map(({ name }) => name);
}

async function expiryRows({ storage }: Pick<TestSystem, "storage">): Promise<unknown[]> {
  return Array.fromAsync(storage.expiry.listEntities());
}
