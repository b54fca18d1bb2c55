import { eventually } from "@baton/harness";
import { pause } from "@baton/runtime";
import type { DrillGround, Victim } from "../drill-ground.ts";
import type { Fault } from "../fault.ts";
import { monotonicMs } from "../monotonic.ts";

/** For so long the code of a woken worker may run on: no clock of its own ran while it was stopped. */
const wakingMs = 1000;

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
      const wokenAt = monotonicMs();
      signalBoth(victim, "SIGCONT");
      const heard = await heardAgain(ground, victim);
      return {
        did: `stopped and woke ${describe(victim)}`,
        lastedMs,
        backAfterMs: movedAt - struckAt,
        seen: [heard],
        wakings: [{ pid: victim.childPid, fromMs: wokenAt, toMs: wokenAt + wakingMs }],
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

/** Waits until the worker is heard of again. @returns after how long, and by which child */
async function heardAgain({ system, leaseMs }: DrillGround, { name, childPid }: Victim): Promise<string> {
  const wokenAt = Date.now();
  const row = await eventually(
    `${name} to be heard of again`,
    async () => {
      const rows = await system.registry.live();
      return rows.find(({ workerId, beatAt }) => workerId === name && Date.parse(beatAt) > wokenAt);
    },
    { withinMs: 4 * leaseMs, everyMs: 200 },
  );
  const child = row.pid === childPid ? "the same child" : "a new child; the woken one had ended itself";
  return `the woken worker was heard of again after ${Date.parse(row.beatAt) - wokenAt} ms, by ${child}`;
}

function describe({ name, lockKeys }: Victim): string {
  return `${name}, which was at work on ${lockKeys.join(", ")}`;
}
