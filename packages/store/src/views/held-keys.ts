import { isTenantOf, type Tenants, type WorkerHold, type WorkerHolds } from "@baton/contracts";
import { parseKeyId } from "../key-id.ts";
import { type LedgerHead, readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { JobIndex } from "./job-index.ts";
import { WorkerRegistry } from "./worker-registry.ts";

type HeldKey = { workerId: string; keyId: string };

const readsAtOnce = 16;

/** The keys that live workers hold, with what runs in each: two requests a key. */
export class HeldKeys {
  readonly #storage: Storage;
  readonly #workers: WorkerRegistry;
  readonly #index: JobIndex;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#workers = new WorkerRegistry(storage);
    this.#index = new JobIndex(storage);
  }

  /** So many of these tenants at most. */
  async list(limit: number, tenants: Tenants): Promise<WorkerHolds> {
    const workers = await this.#workers.live();
    const all = workers.flatMap(({ workerId, holds }) => holds.map((keyId) => ({ workerId, keyId })));
    const held = all.filter(({ keyId }) => mayBeOf(tenants, keyId));
    const holds: WorkerHold[] = [];
    for (let from = 0; from < Math.min(held.length, limit); from += readsAtOnce) {
      const until = Math.min(from + readsAtOnce, limit);
      const read = await Promise.all(held.slice(from, until).map((key) => this.#hold(key)));
      const known = read.filter((hold) => hold !== undefined);
      holds.push(...known.filter(({ tenantId }) => isTenantOf(tenants, tenantId)));
    }
    return { holds, isWhole: held.length <= limit };
  }

  async #hold({ workerId, keyId }: HeldKey): Promise<WorkerHold | undefined> {
    const head = (await readHead(this.#storage.ledger, keyId))?.head;
    // Its first hold has not been recorded yet.
    if (!head) return undefined;
    const { tenantId, lockKey, seq } = head;
    return { workerId, keyId, tenantId, lockKey, seq, ...(await this.#running(head, workerId)) };
  }

  /** What runs there by another's word is no part of this hold: workers say what they hold every few seconds only. */
  async #running({ tenantId, running }: LedgerHead, workerId: string): Promise<Pick<WorkerHold, "running">> {
    if (running?.workerId !== workerId) return {};
    const { jobId, startedAt } = running;
    const name = (await this.#index.find(tenantId, jobId))?.name;
    return { running: { jobId, startedAt, ...(name === undefined ? {} : { name }) } };
  }
}

/** A hashed name does not tell its tenant; its ledger does. */
function mayBeOf(tenants: Tenants, keyId: string): boolean {
  const name = parseKeyId(keyId);
  return name === undefined || isTenantOf(tenants, name.tenantId);
}
