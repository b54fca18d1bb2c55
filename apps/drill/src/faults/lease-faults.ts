import { eventually } from "@baton/harness";
import { keyId, readHead } from "@baton/store";
import type { DrillGround } from "../drill-ground.ts";
import type { Aftermath, Fault } from "../fault.ts";
import { monotonicMs } from "../monotonic.ts";

/** How long after a new hold's beginning the code of the old one may still be told to end. */
const noticeMs = 2000;

/** What happens to locks. */
export const leaseFaults: Fault[] = [
  {
    name: "break-lease",
    about: "somebody breaks the lease of a key in use; the lock is free when the holder's time is over",
    promisedMs: (leaseMs) => leaseMs + 2000,
    strike: (ground) => breakLease(ground, undefined),
  },
  {
    name: "break-lease-now",
    about: "somebody breaks the lease of a key in use with period 0, which may let two run at once",
    async strike(ground) {
      const { lockKey, brokenAt, ...aftermath } = await breakLease(ground, 0);
      // That is what period 0 means. The record must hold all the same.
      const toMs = brokenAt + (aftermath.backAfterMs ?? 0) + noticeMs;
      return { ...aftermath, excuses: [{ lockKey, fromMs: brokenAt, toMs }] };
    },
  },
];

async function breakLease(
  ground: DrillGround,
  periodSeconds: number | undefined,
): Promise<Aftermath & { lockKey: string; brokenAt: number }> {
  const { name, lockKeys } = await ground.victim();
  const [lockKey = ""] = lockKeys;
  const id = keyId("default", lockKey);
  const fence = await fenceOf(ground, id);
  const brokenAt = monotonicMs();
  await ground.locks.breakLease(id, periodSeconds);
  await eventually(`a new hold of ${lockKey}`, async () => (await fenceOf(ground, id)) > fence, {
    withinMs: 4 * ground.leaseMs,
  });
  const backAfterMs = monotonicMs() - brokenAt;
  await ground.moved([lockKey], monotonicMs());
  return { did: `broke the lease of ${lockKey}, held by ${name}`, backAfterMs, lockKey, brokenAt };
}

async function fenceOf(ground: DrillGround, id: string): Promise<number> {
  return (await readHead(ground.system.storage.ledger, id))?.head.fence ?? 0;
}
