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
      const workedAgainMs = await worksAgain(ground, victim);
      return {
        did: `stopped and woke ${describe(victim)}`,
        lastedMs,
        backAfterMs: movedAt - struckAt,
        seen: [`the woken worker ran jobs again ${Math.round(workedAgainMs)} ms after it woke`],
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

/** Waits until the worker's child, the same or a new one, runs job code again. @returns after how long */
async function worksAgain(ground: DrillGround, { name }: Victim): Promise<number> {
  const wokenAt = monotonicMs();
  const note = await eventually(
    `${name} to run jobs again`,
    async () => {
      const pid = await ground.system.childPid(name).catch(() => undefined);
      return ground.notes.all.find(({ atMs, pid: own }) => own === pid && atMs > wokenAt);
    },
    { withinMs: 4 * ground.leaseMs, everyMs: 200 },
  );
  return note.atMs - wokenAt;
}

function describe({ name, lockKeys }: Victim): string {
  return `${name}, which was at work on ${lockKeys.join(", ")}`;
}
