import type { Instance } from "./migrations/instance-row.ts";
import type { Storage } from "./storage.ts";

export type StorageProbe = {
  /** As the service names itself, e.g. `Azurite-Table/3.37.0`. */
  server: string | undefined;
  /** The version of the protocol that it speaks, e.g. `2019-02-02`. */
  apiVersion: string | undefined;
  latencyMs: number;
  instance: Instance | undefined;
};

/** One point read, to see whether, how soon and as what storage answers. @throws when it does not. */
export async function probeStorage(storage: Pick<Storage, "instance">): Promise<StorageProbe> {
  const startedAt = performance.now();
  let [server, apiVersion]: (string | undefined)[] = [];
  const instance = await storage.instance((name, version) => {
    [server, apiVersion] = [name, version];
  });
  return { server, apiVersion, latencyMs: performance.now() - startedAt, instance };
}
