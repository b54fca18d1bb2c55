import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type CallMix, scaled, totalOf } from "./call-mix.ts";
import type { ReplayResult, ReplayTask } from "./replay-protocol.ts";

/** What the calls alone cost, made by a bare process. */
export type ReplayCost = {
  /** Scaled to all calls. */
  cpuMs: number;
  /** Those that were really made. */
  calls: CallMix;
};

/** More than that take too long; the cost of fewer is scaled. */
const maxCalls = 8000;
const warmUpCalls = 800;

/** Makes the calls of `mix` in a process of their own. */
export async function replayAlone(where: Omit<ReplayTask, "mix" | "warmUp">, mix: CallMix): Promise<ReplayCost> {
  const all = totalOf(mix);
  const task: ReplayTask = {
    ...where,
    mix: scaled(mix, Math.min(1, maxCalls / all)),
    warmUp: scaled(mix, Math.min(1, warmUpCalls / all)),
  };
  const child = fork(join(import.meta.dirname, "replay-main.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(task);
  const [{ cpuMs, calls }] = (await Promise.race([once(child, "message"), failed(child)])) as [ReplayResult];
  const made = totalOf(calls);
  return { cpuMs: (cpuMs * all) / made, calls };
}

async function failed(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`The bare process that makes the calls alone ended with ${code}`);
}
