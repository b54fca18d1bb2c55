import { isTenantOf, type LockDetail, type LockList, type LockView, type Tenants } from "@baton/contracts";
import { Inbox } from "../inbox/inbox.ts";
import { type Marker, Markers } from "../inbox/markers.ts";
import { keyId as keyIdOf, parseKeyId } from "../key-id.ts";
import { emptyHead, type LedgerHead, readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { type RegisteredWorker, WorkerRegistry } from "./worker-registry.ts";

/** Who holds a key by the word of its lock. */
export type HolderOf = (keyId: string) => Promise<{ workerId: string; fence: number; since: string } | undefined>;

/** Which keys; `text` is in the lock key, in whatever case. */
export type KeyFilter = { tenants?: Tenants; tenantId?: string | undefined; text?: string | undefined };

type Key = { keyId: string; worker?: RegisteredWorker; marker?: Marker };
type Name = { tenantId: string; lockKey: string };

const readsAtOnce = 16;
/** How far one request looks for keys that match. */
const mostLookedAt = 2000;

/** Which lock keys are held, have work or are stopped, and how each of them stands. */
export class KeyReader {
  readonly #storage: Storage;
  readonly #inbox: Inbox;
  readonly #markers: Markers;
  readonly #workers: WorkerRegistry;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#inbox = new Inbox(storage);
    this.#markers = new Markers(storage);
    this.#workers = new WorkerRegistry(storage);
  }

  /**
   * So many at most: those whose line is stopped first, then held ones, then those with work. Two requests a key, and
   * one for 64 keys that are looked at.
   */
  async list(limit: number, filter: KeyFilter = {}): Promise<LockList> {
    const keys = await this.#keys(isOpen(filter) ? limit : mostLookedAt);
    const candidates = keys.filter(({ keyId }) => mayMatch(keyId, filter));
    const shown = candidates.slice(0, limit);
    const locks: LockView[] = [];
    for (let from = 0; from < shown.length; from += readsAtOnce) {
      const views = shown.slice(from, from + readsAtOnce).map((key) => this.#view(key));
      const known = (await Promise.all(views)).filter((view) => view !== undefined);
      locks.push(...known.filter((view) => matches(view, filter)));
    }
    return { locks, isWhole: candidates.length <= limit && (isOpen(filter) || keys.length <= mostLookedAt) };
  }

  /** One key, whether anybody has ever used it or not. */
  async find(tenantId: string, lockKey: string, holderOf: HolderOf): Promise<LockDetail> {
    const keyId = keyIdOf(tenantId, lockKey);
    const [read, marker, holder, workers, waiting, later] = await Promise.all([
      readHead(this.#storage.ledger, keyId),
      this.#markers.read(keyId),
      holderOf(keyId),
      this.#workers.live(),
      this.#inbox.countWaiting(keyId),
      this.#inbox.countLater(keyId),
    ]);
    const head = read?.head ?? emptyHead(keyId, tenantId, lockKey);
    const worker = workers.find(({ workerId }) => workerId === holder?.workerId);
    const held = holder && { workerId: holder.workerId, fence: holder.fence, since: holder.since };
    return {
      ...viewOf(head, marker, waiting),
      ...(held ? { holder: { ...held, ...leaseOf(keyId, worker) } } : {}),
      later,
    };
  }

  async #keys(limit: number): Promise<Key[]> {
    const [workers, stopped, waiting] = await Promise.all([
      this.#workers.live(),
      this.#markers.stopped(limit),
      this.#markers.waiting(limit),
    ]);
    const held = workers.flatMap((worker) => worker.holds.map((keyId) => ({ keyId, worker })));
    const keys = new Map<string, Key>();
    const known: Key[] = [...stopped.map(ofMarker), ...held, ...waiting.map(ofMarker)];
    for (const key of known) keys.set(key.keyId, { ...keys.get(key.keyId), ...key });
    return [...keys.values()];
  }

  async #view({ keyId, worker, marker }: Key): Promise<LockView | undefined> {
    const [read, waiting] = await Promise.all([
      readHead(this.#storage.ledger, keyId),
      // Whoever adds rows sets the key's marker.
      marker ? this.#inbox.countWaiting(keyId) : 0,
    ]);
    const head = read?.head ?? (await this.#unwritten(keyId));
    if (!head) return undefined;
    // What runs tells at once who holds the lock; a worker's word may be 5 s old.
    const workerId = head.running?.workerId ?? worker?.workerId;
    const holder = workerId === undefined ? {} : { holder: { workerId, fence: head.fence, ...leaseOf(keyId, worker) } };
    return { ...viewOf(head, marker, waiting), ...holder };
  }

  /** A key without a ledger yet. What is hashed into a long one's name, its rows tell. */
  async #unwritten(keyId: string): Promise<LedgerHead | undefined> {
    const name = parseKeyId(keyId) ?? (await this.#nameInRows(keyId));
    return name && emptyHead(keyId, name.tenantId, name.lockKey);
  }

  async #nameInRows(keyId: string): Promise<Name | undefined> {
    const { commands, waiting, later } = await this.#inbox.firstRows(keyId, 2);
    return commands[0] ?? waiting[0] ?? later[0];
  }
}

function ofMarker(marker: Marker): Key {
  return { keyId: marker.keyId, marker };
}

function isOpen({ tenants = "all", tenantId, text }: KeyFilter): boolean {
  return tenants === "all" && tenantId === undefined && text === undefined;
}

/** By its name, as far as it tells: a long key's is a hash. */
function mayMatch(keyId: string, filter: KeyFilter): boolean {
  const name = parseKeyId(keyId);
  return name === undefined || matches(name, filter);
}

function matches(name: Name, { tenants = "all", tenantId, text }: KeyFilter): boolean {
  if (!isTenantOf(tenants, name.tenantId)) return false;
  if (tenantId !== undefined && name.tenantId !== tenantId) return false;
  return text === undefined || name.lockKey.toLowerCase().includes(text.normalize("NFC").toLowerCase());
}

function leaseOf(keyId: string, worker: RegisteredWorker | undefined): { leaseUntil?: string } {
  const leftMs = worker?.leasesLeftMs?.[keyId];
  if (!worker || leftMs === undefined) return {};
  return { leaseUntil: new Date(Date.parse(worker.beatAt) + leftMs).toISOString() };
}

function viewOf(head: LedgerHead, marker: Marker | undefined, waiting: number): LockView {
  const { keyId, tenantId, lockKey, running, key = {} } = head;
  const { paused, parked, heldFor, policy } = key;
  const isTimed = marker && marker.stopped === undefined;
  return {
    keyId,
    tenantId,
    lockKey,
    ...(running ? { running: { jobId: running.jobId, attempt: running.attempt, startedAt: running.startedAt } } : {}),
    ...(paused ? { paused } : {}),
    ...(parked ? { parked } : {}),
    ...(heldFor ? { heldFor } : {}),
    ...(policy ? { policy } : {}),
    ...(isTimed ? { dueAt: marker.dueAt.toISOString() } : {}),
    waiting,
  };
}
