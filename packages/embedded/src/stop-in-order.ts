import { isAlive, pause, processIdentitySchema, signalProcess } from "@baton/runtime";
import { z } from "zod";

/**
 * A process that must not outlive its system. The roles are in the order of stopping: apps still write to the
 * broker and to storage while they stop, and an Erlang node leaves its epmd behind.
 */
const roles = ["app", "broker", "epmd", "storage"] as const;

export const watchedProcessSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  identity: processIdentitySchema,
  /** How long it may take to stop before it is killed. */
  graceMs: z.int(),
});
export type WatchedProcess = z.infer<typeof watchedProcessSchema>;
export type Role = WatchedProcess["role"];

const pollMs = 50;

/**
 * Ends processes with SIGTERM, role by role; those of one role together. What outlasts its grace is killed
 * with its process group.
 * @param hurry when aborted, apps are killed at once. Broker and storage keep their grace: a killed Azurite
 *   loses its last seconds.
 */
export async function stopInOrder(processes: readonly WatchedProcess[], hurry?: AbortSignal): Promise<void> {
  for (const role of roles) {
    const ofRole = processes.filter((process) => process.role === role);
    await Promise.all(ofRole.map((process) => stop(process, role === "app" ? hurry : undefined)));
  }
}

async function stop({ identity, graceMs }: WatchedProcess, hurry?: AbortSignal): Promise<void> {
  signalProcess(identity, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (isAlive(identity) && Date.now() < deadline && !hurry?.aborted) await pause(pollMs, hurry);
  if (!isAlive(identity)) return;
  killGroup(identity.pid);
  while (isAlive(identity)) await pause(pollMs);
}

// Each process that we start leads a group of its own; the group outlives nobody's kill.
function killGroup(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}
