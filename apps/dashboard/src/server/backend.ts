import { type BrokerConnection, claimInstance, InstanceMismatchError } from "@baton/broker";
import type { Storage } from "@baton/store";
import type { StorageGate } from "./storage-gate.ts";

export type BackendDeps = {
  namespace: string;
  storage: Pick<Storage, "prepare">;
  gate: StorageGate;
  broker: Pick<BrokerConnection, "onConnect" | "start">;
  /** What waits for the broker: the client, the live events. */
  startClients: () => Promise<void>;
};

/**
 * Connects in the background, storage first: only when its id is known can the broker be asked whether the
 * two belong together, and before that nothing may be published.
 * @returns when both were reached for the first time; from then on they come back by themselves.
 * @throws {InstanceMismatchError} when they do not belong together; what else is no outage, too.
 */
export async function connectBackend(deps: BackendDeps, signal: AbortSignal): Promise<void> {
  const instance = await deps.gate.prepare(() => deps.storage.prepare(), signal);
  if (!instance) return;
  const claimed = Promise.withResolvers<void>();
  await deps.broker.onConnect(async (model) => {
    try {
      await claimInstance(model, deps.namespace, instance.instanceId);
      claimed.resolve();
    } catch (err) {
      if (err instanceof InstanceMismatchError) claimed.reject(err);
      throw err;
    }
  });
  await deps.startClients();
  await deps.broker.start();
  await claimed.promise;
}
