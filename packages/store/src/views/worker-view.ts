import { isTenantOf, type Tenants, type WorkerState, type WorkerView } from "@baton/contracts";
import { isKeyOf } from "../key-id.ts";
import type { RegisteredWorker, WorkerRegistry } from "./worker-registry.ts";

/** A worker as lists show it. */
export function toWorkerView(worker: RegisteredWorker, registry: WorkerRegistry): WorkerView {
  const { pid: _pid, usage: _usage, draining: _draining, leasesLeftMs: _leases, ...shown } = worker;
  return { ...shown, state: stateOf(worker, registry), beatAgeMs: registry.beatAgeMs(worker) };
}

/** The worker as whoever is confined to these tenants may know it: without what it does for others. */
export function workerWithin<T extends Pick<RegisteredWorker, "holds" | "running">>(worker: T, tenants: Tenants): T {
  if (tenants === "all") return worker;
  return {
    ...worker,
    holds: worker.holds.filter((keyId) => isKeyOf(tenants, keyId)),
    running: worker.running.filter(({ tenantId }) => isTenantOf(tenants, tenantId)),
  };
}

/** Ours say themselves whether they drain; of an external one it is only known what was wanted. */
function stateOf(worker: RegisteredWorker, registry: WorkerRegistry): WorkerState {
  if (registry.isGone(worker)) return "gone";
  const drains = worker.external ? worker.desired === "draining" : worker.draining;
  return drains ? "draining" : "live";
}
