import type { KeyObject } from "node:crypto";
import type { AuditKey, AuditKeyList, AuditSummary, FoundBreak, Tenants } from "@baton/contracts";
import { ChangedHeads } from "../checkpoints/changed-heads.ts";
import { parseKeyId } from "../key-id.ts";
import { readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { KeptResults, type VerifiedKey } from "../verify/kept-results.ts";
import { CheckpointView, type SignedDay } from "./checkpoint-view.ts";
import { JobFeed } from "./job-feed.ts";
import type { ActionPage } from "./operator-actions.ts";

export type AuditOverview = Omit<AuditSummary, "runs">;

const mostBreaks = 100;

/** How the record stands: what is signed, what has been verified, what is broken, and who did what. */
export class AuditReader {
  readonly #storage: Storage;
  readonly #checkpoints: CheckpointView;
  readonly #changed: Pick<ChangedHeads, "read">;
  readonly #results: KeptResults;
  readonly #feed: JobFeed;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#checkpoints = new CheckpointView(storage);
    this.#changed = new ChangedHeads(storage, "", storage.logger);
    this.#results = new KeptResults(storage);
    this.#feed = new JobFeed(storage);
  }

  /** Five requests at most, however many keys there are. */
  async overview(): Promise<AuditOverview> {
    const [day, noted, breaks, lastWhole] = await Promise.all([
      this.#checkpoints.newest(),
      this.#noted(),
      this.#results.breaks(mostBreaks),
      this.#results.lastWhole(),
    ]);
    const [checkpoint] = day.lines;
    return {
      ...(checkpoint ? { checkpoint } : {}),
      lines: day.lines,
      signedKeys: day.heads.size,
      isWhole: day.isWhole,
      younger: youngerThan(day, noted),
      breaks,
      ...(lastWhole ? { lastWhole } : {}),
    };
  }

  /** Lock keys in the order of their ids, with what is known of each. @param cursor of the page before. */
  async keys(limit: number, cursor = ""): Promise<AuditKeyList> {
    const [day, noted, verified, breaks] = await Promise.all([
      this.#checkpoints.newest(),
      this.#noted(),
      this.#results.verified(cursor, limit + 1),
      this.#results.breaks(mostBreaks),
    ]);
    const ids = new Set([...day.heads.keys(), ...noted.keys(), ...verified.map(({ keyId }) => keyId)]);
    const following = [...ids].filter((keyId) => keyId > cursor).sort();
    const shown = following.slice(0, limit);
    const facts = {
      day,
      verified: new Map(verified.map((key) => [key.keyId, key])),
      broken: new Map(breaks.map((found) => [found.keyId, found])),
    };
    const keys = await Promise.all(shown.map((keyId) => this.#key(keyId, facts)));
    const last = following.length > limit ? shown.at(-1) : undefined;
    return { keys, ...(last === undefined ? {} : { cursor: last }) };
  }

  /** What operators did in these tenants, newest first. @param cursor of the page before. */
  actions(tenants: Tenants, limit: number, cursor?: string): Promise<ActionPage> {
    return this.#feed.actions(tenants, limit, cursor);
  }

  /** The key that signs the checkpoint lines now, as they name it. */
  publicKey(): Promise<KeyObject | undefined> {
    return this.#checkpoints.publicKey();
  }

  /** The heads that workers have noted and that may not be signed yet. */
  async #noted(): Promise<Map<string, number>> {
    const heads = new Map<string, number>();
    for (const note of await this.#changed.read())
      for (const [keyId, seq] of note.heads) heads.set(keyId, Math.max(seq, heads.get(keyId) ?? 0));
    return heads;
  }

  async #key(keyId: string, { day, verified, broken }: KeyFacts): Promise<AuditKey> {
    const signed = day.heads.get(keyId);
    const { keyId: _, ...looked } = verified.get(keyId) ?? { keyId };
    const found = broken.get(keyId);
    return {
      keyId,
      ...(await this.#nameOf(keyId)),
      ...(signed ? { signed } : {}),
      ...("at" in looked ? { verified: looked } : {}),
      ...(found ? { broken: found } : {}),
    };
  }

  /** A long name is hashed; its ledger has the original. */
  async #nameOf(keyId: string): Promise<{ tenantId?: string; lockKey?: string }> {
    const name = parseKeyId(keyId) ?? (await readHead(this.#storage.ledger, keyId))?.head;
    return name ? { tenantId: name.tenantId, lockKey: name.lockKey } : {};
  }
}

type KeyFacts = { day: SignedDay; verified: Map<string, VerifiedKey>; broken: Map<string, FoundBreak> };

function youngerThan({ heads }: SignedDay, noted: Map<string, number>): { keys: number; events: number } {
  const events = [...noted].map(([keyId, seq]) => seq - (heads.get(keyId)?.seq ?? 0)).filter((count) => count > 0);
  return { keys: events.length, events: events.reduce((sum, count) => sum + count, 0) };
}
