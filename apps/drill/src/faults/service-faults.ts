import { pause } from "@baton/runtime";
import type { DrillGround } from "../drill-ground.ts";
import type { Aftermath, Fault } from "../fault.ts";
import { monotonicMs } from "../monotonic.ts";

/** What happens to the broker and the storage. */
export const serviceFaults: Fault[] = [
  {
    name: "restart-broker",
    about: "the broker is stopped and started again",
    async strike(ground) {
      const stoppedAt = monotonicMs();
      await ground.broker.stop();
      await ground.broker.start();
      const startedAt = monotonicMs();
      const job = await ground.stream.submit("drill-after-broker", { steps: 1, stepMs: 0 });
      const ranAt = await ground.ran(job.jobId);
      return {
        did: "stopped and started the broker, then submitted a job",
        lastedMs: startedAt - stoppedAt,
        backAfterMs: ranAt - startedAt,
        seen: [`submissions sent again so far: ${ground.stream.resubmitted}`],
      };
    },
  },
  {
    name: "restart-storage",
    about: "storage is stopped and started again",
    strike: (ground) => storageAway(ground, 0),
  },
  {
    name: "storage-away",
    about: "storage is away for two leases",
    isLong: true,
    strike: (ground) => storageAway(ground, 2 * ground.leaseMs),
  },
];

async function storageAway(ground: DrillGround, forMs: number): Promise<Aftermath> {
  // Only when the work of all keys is under way is it known what has to go on.
  await ground.moved(ground.stream.keys, monotonicMs());
  const stoppedAt = monotonicMs();
  await ground.storage.stop();
  await pause(forMs);
  await ground.storage.start();
  const startedAt = monotonicMs();
  const movedAt = await ground.moved(ground.stream.keys, startedAt);
  return {
    did: "stopped and started storage",
    lastedMs: startedAt - stoppedAt,
    backAfterMs: movedAt - startedAt,
  };
}
