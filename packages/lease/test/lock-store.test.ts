import { randomUUID } from "node:crypto";
import { RequestCounter } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { expect, test } from "vitest";
import { LeaseLostError } from "../src/index.ts";
import { acquired, setup } from "./setup.ts";

test("while one worker holds a key, another is told so, and by whom; after the release it gets the key", async () => {
  const { worker } = setup();
  const [one, other] = [worker("worker-1"), worker("worker-2")];
  await one.prepare();
  const hold = await acquired(one, "k.a");
  await hold.mint(0);
  expect(await other.tryAcquire("k.a")).toEqual({ kind: "held" });
  expect(await other.holder("k.a")).toMatchObject({ workerId: "worker-1", fence: 1 });
  await hold.release();
  expect(await other.holder("k.a")).toBeUndefined();
  await (await acquired(other, "k.a")).release();
});

test("of two workers that reach for a key at the same instant, one gets it, two hundred times", async () => {
  const { worker } = setup();
  const [one, other] = [worker("worker-1"), worker("worker-2")];
  await one.prepare();
  for (let round = 0; round < 200; round += 1) {
    const results = await Promise.all([one.tryAcquire("k.race"), other.tryAcquire("k.race")]);
    const holds = results.filter((result) => result.kind === "acquired");
    expect(holds).toHaveLength(1);
    await Promise.all(holds.map(({ hold }) => hold.release()));
  }
});

test("fences rise with every hold, and above a ledger that knows a higher one", async () => {
  const { worker } = setup();
  const locks = worker("worker-1");
  await locks.prepare();
  const fences: number[] = [];
  for (const headFence of [0, 1, 40, 7]) {
    const hold = await acquired(locks, "k.fence");
    fences.push(await hold.mint(headFence));
    await hold.release();
  }
  expect(fences).toEqual([1, 2, 41, 42]);
});

test("a lease that somebody breaks is noticed at the next renewal, and nothing can be minted under it", async () => {
  const { worker, container } = setup();
  const locks = worker("worker-1");
  await locks.prepare();
  const hold = await acquired(locks, "k.broken");
  await container.getBlobClient("k.broken").getBlobLeaseClient(randomUUID()).breakLease(0);
  await eventually("the hold to be lost", () => hold.lost.aborted, { withinMs: 8000 });
  expect(hold.lost.reason).toBeInstanceOf(LeaseLostError);
  expect(hold.lost.reason).toMatchObject({ reason: "taken" });
  await expect(hold.mint(0)).rejects.toBeInstanceOf(LeaseLostError);
  expect(hold.deadline.passed).toBe(true);
});

test("a lock is unlocked by force when its holder's time is over, or at once where attempts may overlap", async () => {
  const { worker } = setup();
  const [one, other] = [worker("worker-1"), worker("worker-2")];
  await one.prepare();
  expect(await other.forceUnlock("k.forced")).toBe(false);
  const hold = await acquired(one, "k.forced");
  expect(await other.forceUnlock("k.forced")).toBe(true);
  expect(await other.tryAcquire("k.forced")).toEqual({ kind: "held" });
  await eventually("the hold to be lost", () => hold.lost.aborted, { withinMs: 8000 });
  expect(await other.forceUnlock("k.forced", { mayOverlap: true })).toBe(true);
  await (await acquired(other, "k.forced")).release();
});

test("a stale holder cannot mint, though nobody has told it that its lease is gone", async () => {
  const { worker, container } = setup();
  const [one, other] = [worker("worker-1"), worker("worker-2")];
  await one.prepare();
  const stale = await acquired(one, "k.stale");
  await container.getBlobClient("k.stale").getBlobLeaseClient(randomUUID()).breakLease(0);
  const hold = await acquired(other, "k.stale");
  await expect(stale.mint(0)).rejects.toMatchObject({ reason: "taken" });
  expect(await hold.mint(0)).toBe(1);
  await hold.release();
});

test("a hold that is renewed outlives its lease", async () => {
  const { worker } = setup();
  const [one, other] = [worker("worker-1"), worker("worker-2")];
  await one.prepare();
  const hold = await acquired(one, "k.long");
  const startedAt = performance.now();
  await eventually(
    "sixteen seconds under a lease of fifteen",
    async () => {
      expect(await other.tryAcquire("k.long")).toEqual({ kind: "held" });
      return performance.now() - startedAt > 16_000;
    },
    { withinMs: 20_000, everyMs: 500 },
  );
  expect(hold.lost.aborted).toBe(false);
  await hold.release();
});

test("every request for a lock is counted", async () => {
  const requests = new RequestCounter();
  const { worker } = setup(requests);
  const locks = worker("worker-1");
  await locks.prepare();
  const hold = await acquired(locks, "k.a");
  await hold.mint(0);
  await hold.release();
  // Container, blob, acquire, mint, release.
  expect(requests.counts).toEqual({ lease: 5 });
  const again = await acquired(locks, "k.a");
  await again.mint(1);
  await again.release();
  // What is known of the blob saves the look at it: acquire, mint, release.
  expect(requests.counts).toEqual({ lease: 8 });
});
