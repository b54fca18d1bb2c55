import { leaseAction, type ProxiedRequest } from "@baton/testing";
import { expect, test } from "vitest";
import { Watchdog } from "../src/index.ts";
import { acquired, setupBehindProxy } from "./setup.ts";

const mostHolds = 256;

/** A journal that knows which leases a parent would have to give back. */
function openLeases() {
  const open = new Set<string>();
  const journal = {
    note: async ({ leaseId }: { leaseId: string }) => void open.add(leaseId),
    over: (leaseId: string) => void open.delete(leaseId),
  };
  return { open, journal };
}

test("an acquire that fails though it arrived leaves the key free, and nothing for the parent to give back", async () => {
  const { open, journal } = openLeases();
  const { proxy, behind, other } = await setupBehindProxy({ journal });
  proxy.strike(leaseAction("acquire", "k.unanswered"), { kind: "lose-answer" }, Number.POSITIVE_INFINITY);
  await expect(behind.tryAcquire("k.unanswered")).rejects.toThrow();
  expect(open.size).toBe(0);
  await (await acquired(other, "k.unanswered")).release();
});

test("a lock blob whose making is never answered fails the acquire in time, and the next one gets the key", async () => {
  const { open, journal } = openLeases();
  const { proxy, behind } = await setupBehindProxy({ journal });
  proxy.strike(isUpload, { kind: "hang" });
  await expect(behind.tryAcquire("k.hangs")).rejects.toThrow();
  expect(open.size).toBe(0);
  const hold = await acquired(behind, "k.hangs");
  expect(open.size).toBe(1);
  await hold.release();
  expect(open.size).toBe(0);
});

test("a hold for which the watchdog has no place is not asked for, and a place comes back with each that fails", async () => {
  const watchdog = new Watchdog();
  const { proxy, behind: locks, other } = await setupBehindProxy({ watchdog });
  const places = Array.from({ length: mostHolds - 1 }, () => watchdog.watch());
  const foreign = await acquired(other, "k.a");
  for (let round = 0; round < 3; round += 1) expect(await locks.tryAcquire("k.a")).toEqual({ kind: "held" });
  proxy.strike(leaseAction("acquire", "k.fails"), { kind: "lose-request" }, Number.POSITIVE_INFINITY);
  await expect(locks.tryAcquire("k.fails")).rejects.toThrow();

  const last = await acquired(locks, "k.b");
  await expect(locks.tryAcquire("k.c")).rejects.toThrow("More than 256 holds");
  await (await acquired(other, "k.c")).release();
  places[0]?.over();
  await (await acquired(locks, "k.c")).release();
  await Promise.all([last.release(), foreign.release()]);
});

function isUpload(_method: string, _path: string, headers: ProxiedRequest["headers"]): boolean {
  return headers["x-ms-blob-type"] === "BlockBlob";
}
