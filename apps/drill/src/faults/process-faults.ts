import { eventually } from "@baton/harness";
import { pause } from "@baton/runtime";
import type { DrillGround, Victim } from "../drill-ground.ts";
import type { Fault } from "../fault.ts";
import { monotonicMs } from "../monotonic.ts";

/** What happens to processes. */
export const processFaults: Fault[] = [
  {
    name: "kill-child",
    about: "the working child of a processor is killed (SIGKILL)",
    promisedMs: () => 1500,
    async strike(ground) {
      const victim = await ground.victim();
      const struckAt = monotonicMs();
      process.kill(victim.childPid, "SIGKILL");
      const movedAt = await ground.moved(victim.lockKeys, struckAt, victim.childPid);
      await newChild(ground, victim);
      return { did: `killed the child of ${describe(victim)}`, backAfterMs: movedAt - struckAt };
    },
  },
  {
    name: "kill-both",
    about: "parent and child of a processor are killed at once (SIGKILL)",
    promisedMs: (leaseMs) => leaseMs + 2000,
    async strike(ground) {
      const victim = await ground.victim();
      // Stopped first, so that neither sees the other die.
      signalBoth(victim, "SIGSTOP");
      const struckAt = monotonicMs();
      signalBoth(victim, "SIGKILL");
      const movedAt = await ground.moved(victim.lockKeys, struckAt, victim.childPid);
      await ground.startWorker(victim.name);
      return { did: `killed parent and child of ${describe(victim)}`, backAfterMs: movedAt - struckAt };
    },
  },
  {
    name: "freeze",
    about: "parent and child of a processor are stopped for three leases and woken (SIGSTOP, SIGCONT)",
    promisedMs: (leaseMs) => leaseMs + 2000,
    isLong: true,
    async strike(ground) {
      const victim = await ground.victim();
      const lastedMs = 3 * ground.leaseMs;
      const struckAt = monotonicMs();
      signalBoth(victim, "SIGSTOP");
      const [movedAt] = await Promise.all([ground.moved(victim.lockKeys, struckAt, victim.childPid), pause(lastedMs)]);
      signalBoth(victim, "SIGCONT");
      const heardAfterMs = await heardAgain(ground, victim);
      return {
        did: `stopped and woke ${describe(victim)}`,
        lastedMs,
        backAfterMs: movedAt - struckAt,
        seen: [`the woken worker was heard of again after ${Math.round(heardAfterMs)} ms`, lockLostIn(victim)],
      };
    },
  },
  {
    name: "terminate",
    about: "a processor is told to stop (SIGTERM)",
    promisedMs: () => 1000,
    async strike(ground) {
      const victim = await ground.victim();
      const struckAt = monotonicMs();
      const code = await victim.worker.end("SIGTERM");
      const movedAt = await ground.moved(victim.lockKeys, struckAt, victim.childPid);
      await ground.startWorker(victim.name);
      return {
        did: `told ${describe(victim)} to stop`,
        backAfterMs: movedAt - struckAt,
        seen: [`its exit code: ${code}`],
        wrong: code === 0 ? [] : [`A processor that was told to stop exited with ${code}`],
      };
    },
  },
];

function signalBoth({ worker, childPid }: Victim, signal: NodeJS.Signals): void {
  worker.signal(signal);
  process.kill(childPid, signal);
}

function newChild(ground: DrillGround, { name, childPid }: Victim): Promise<boolean> {
  return eventually(`${name} to start a new child`, async () => (await ground.system.childPid(name)) !== childPid);
}

/** Waits until the worker is heard of again. @returns after how long */
async function heardAgain({ system, leaseMs }: DrillGround, { name }: Victim): Promise<number> {
  const wokenAt = Date.now();
  const beatAt = await eventually(
    `${name} to be heard of again`,
    async () => {
      const row = (await system.registry.live()).find(({ workerId }) => workerId === name);
      return row && Date.parse(row.beatAt) > wokenAt && Date.parse(row.beatAt);
    },
    { withinMs: 4 * leaseMs, everyMs: 200 },
  );
  return beatAt - wokenAt;
}

/** What a woken worker says when it finds its time over. */
function lockLostIn({ worker }: Victim): string {
  const times = worker.log.split("\n").filter((line) => line.includes("Lock lost")).length;
  return `it found its lock lost ${times} times`;
}

function describe({ name, lockKeys }: Victim): string {
  return `${name}, which was at work on ${lockKeys.join(", ")}`;
}
