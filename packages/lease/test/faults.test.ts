import { randomUUID } from "node:crypto";
import { eventually, type Fault, leaseAction, type ProxiedRequest } from "@baton/testing";
import { expect, test } from "vitest";
import { type LeaseHold, LeaseLostError, monotonicNow } from "../src/index.ts";
import { acquired, leaseMs, setupBehindProxy } from "./setup.ts";

const unavailable: Fault = { kind: "refuse", status: 503, headers: { "retry-after": "60" } };

test("one renewal that fails, in whatever way, loses no hold", async () => {
  const { proxy, behind } = await setupBehindProxy();
  const faults: [string, Fault][] = [
    ["k.not-sent", { kind: "lose-request" }],
    ["k.unanswered", { kind: "lose-answer" }],
    ["k.hangs", { kind: "hang" }],
    ["k.late", { kind: "delay", ms: 4000 }],
    ["k.fails", { kind: "fail", status: 500 }],
    ["k.refused", { kind: "refuse", status: 500 }],
    ["k.unavailable", unavailable],
  ];
  const holds = await Promise.all(faults.map(([keyId]) => acquired(behind, keyId)));
  for (const [keyId, fault] of faults) proxy.strike(leaseAction("renew", keyId), fault);
  await eventually("each to be renewed all the same", () =>
    faults.every(([keyId]) => proxy.seen.filter(renewalOf(keyId)).length >= 2),
  );
  await eventually("each to be trusted again", () => holds.every((hold) => hold.deadline.remainingMs > 9000));
  expect(proxy.struck).toBe(faults.length);
  expect(holds.filter((hold) => hold.lost.aborted)).toEqual([]);
  await Promise.all(holds.map((hold) => hold.release()));
});

test("renewals that fail for the whole window lose the hold by its own clock, before the lease ends", async () => {
  const { proxy, behind, other } = await setupBehindProxy();
  const faults: [string, Fault][] = [
    ["k.hangs", { kind: "hang" }],
    ["k.late", { kind: "delay", ms: 8000 }],
    ["k.refused", { kind: "refuse", status: 500 }],
    ["k.unavailable", unavailable],
    ["k.reset", { kind: "lose-request" }],
    ["k.unanswered", { kind: "lose-answer" }],
  ];
  for (const [keyId, fault] of faults) proxy.strike(leaseAction("renew", keyId), fault, Number.POSITIVE_INFINITY);
  const startedAt = monotonicNow();
  const holds = await Promise.all(faults.map(([keyId]) => acquired(behind, keyId)));
  const lostAfter = await Promise.all(holds.map((hold) => lostAt(hold).then((at) => at - startedAt)));
  for (const hold of holds) expect(hold.lost.reason).toMatchObject({ reason: "expired" });
  expect(Math.min(...lostAfter)).toBeGreaterThan(leaseMs - 4000);
  expect(Math.max(...lostAfter)).toBeLessThan(leaseMs - 1000);
  // Nobody else had any of them meanwhile; and what storage was told late is of no use any more.
  for (const [keyId] of faults) expect(await other.tryAcquire(keyId)).toEqual({ kind: "held" });
  await eventually("an answer that comes too late", () => proxy.struck > faults.length);
  for (const hold of holds) expect(hold.deadline.passed).toBe(true);
});

test("a renewal that is answered late is trusted from when it was sent", async () => {
  const { proxy, behind } = await setupBehindProxy();
  const hold = await acquired(behind, "k.slow");
  proxy.strike(leaseAction("renew"), { kind: "delay", ms: 1500 });
  await eventually("the hold to be trusted for longer", () => hold.deadline.remainingMs > 9000 && proxy.struck === 1, {
    everyMs: 5,
  });
  expect(hold.deadline.remainingMs).toBeLessThan(leaseMs - 3000 - 1500);
  await hold.release();
});

test("a renewal that is answered after the window does not bring trust back", async () => {
  const { proxy, behind } = await setupBehindProxy();
  const hold = await acquired(behind, "k.late");
  // The window that is trusted ends while the answer is under way.
  proxy.strike(leaseAction("renew"), { kind: "delay", ms: 1000 });
  await eventually("the renewal to be sent", () => proxy.struck === 1);
  hold.deadline.set(monotonicNow() + 500);
  await lostAt(hold);
  expect(hold.lost.reason).toMatchObject({ reason: "expired" });
  expect(hold.deadline.passed).toBe(true);
});

test("a lease that is broken without haste is lost at the next renewal, and free when its time is over", async () => {
  const { behind, other, container } = await setupBehindProxy();
  const hold = await acquired(behind, "k.broken");
  const acquiredAt = monotonicNow();
  const fence = await hold.mint(0);
  await container.getBlobClient("k.broken").getBlobLeaseClient(randomUUID()).breakLease(60);
  expect(await other.tryAcquire("k.broken")).toEqual({ kind: "held" });
  await lostAt(hold);
  expect(hold.lost.reason).toMatchObject({ reason: "taken" });
  await expect(hold.mint(0)).rejects.toBeInstanceOf(LeaseLostError);

  const next = await eventually("the lock to be free", async () => {
    const result = await other.tryAcquire("k.broken");
    return result.kind === "acquired" && result.hold;
  });
  expect(monotonicNow() - acquiredAt).toBeGreaterThan(leaseMs - 1000);
  expect(await next.mint(0)).toBe(fence + 1);
  await next.release();
});

test("a lease id belongs to one hold: the acquire that is sent again has it, and no other ever", async () => {
  const { proxy, behind } = await setupBehindProxy();
  const lost: Fault[] = [{ kind: "lose-answer" }, { kind: "lose-request" }, { kind: "fail", status: 500 }];
  for (let round = 0; round < 60; round += 1) {
    const fault = lost[round % 6];
    if (fault) proxy.strike(leaseAction("acquire"), fault);
    const hold = await acquired(behind, "k.ids");
    await hold.release();
  }
  const ids = proxy.seen.filter(isAcquire).map(({ headers }) => String(headers["x-ms-proposed-lease-id"]));
  // The first hold finds no blob, and asks again when it has made one.
  expect(ids.length).toBeGreaterThanOrEqual(90);
  expect(new Set(ids).size).toBe(60);
  // Asked for again and again by one hold, and never after it.
  expect(ids.filter((id, at) => id !== ids[at - 1])).toHaveLength(60);
});

test("lease requests whose first copies arrive late change nothing for whoever has the key then", async () => {
  const { proxy, behind, other, container } = await setupBehindProxy();
  const isMint = (method: string, path: string) => method === "PUT" && path.includes("comp=metadata");
  await (await acquired(behind, "k.late")).release();
  proxy.strike(leaseAction("acquire"), { kind: "hold-back" });
  const stale = await acquired(behind, "k.late");
  proxy.strike(isMint, { kind: "hold-back" });
  const unminted = await stale.mint(0).catch((err: unknown) => err);
  proxy.strike(leaseAction("renew"), { kind: "hold-back" });
  await eventually("a renewal to be held back", () => proxy.struck === 3);
  await stale.release();

  const hold = await acquired(other, "k.late");
  const fence = await hold.mint(7);
  const before = await container.getBlobClient("k.late").getProperties();
  const late = await proxy.release();
  expect(late).toHaveLength(3);
  expect(late.filter((status) => status !== 409 && status !== 412)).toEqual([]);
  expect(unminted === undefined || unminted instanceof Error || unminted === 1).toBe(true);
  const after = await container.getBlobClient("k.late").getProperties();
  expect(after.etag).toBe(before.etag);
  expect(await other.holder("k.late")).toMatchObject({ workerId: "other", fence });
  await hold.release();
});

test("a lock blob that is deleted and made again brings no fence back, and its old holder cannot mint", async () => {
  const { behind, other, container } = await setupBehindProxy();
  const blob = container.getBlobClient("k.deleted");
  const stale = await acquired(behind, "k.deleted");
  const fence = await stale.mint(40);
  await blob.getBlobLeaseClient(randomUUID()).breakLease(0);
  await blob.delete();

  const hold = await acquired(other, "k.deleted");
  await expect(stale.mint(fence)).rejects.toMatchObject({ reason: "taken" });
  // The blob has forgotten; the ledger's head has not.
  expect(await hold.mint(fence)).toBe(fence + 1);
  await hold.release();
  await blob.delete();
  const next = await acquired(other, "k.deleted");
  expect(await next.mint(fence + 1)).toBe(fence + 2);
  await next.release();
});

function lostAt(hold: LeaseHold): Promise<number> {
  return eventually("the hold to be lost", () => hold.lost.aborted && monotonicNow(), { everyMs: 20 });
}

function renewalOf(keyId: string) {
  return ({ method, path, headers }: ProxiedRequest) => leaseAction("renew", keyId)(method, path, headers);
}

function isAcquire({ method, path, headers }: ProxiedRequest): boolean {
  return leaseAction("acquire")(method, path, headers);
}
