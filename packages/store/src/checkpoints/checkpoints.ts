import type { Logger } from "@baton/runtime";
import { readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import type { ChangedHeads, Note } from "./changed-heads.ts";
import {
  firstPrev,
  hashLine,
  isSignedBy,
  type LineHead,
  parseLine,
  publicKeyText,
  signLine,
  type UnsignedLine,
} from "./checkpoint-line.ts";
import { CheckpointLog, type LogEnd, type LogPlace } from "./checkpoint-log.ts";
import type { SigningKey, SigningKeys } from "./signing-keys.ts";

export type CheckpointsOptions = {
  storage: Storage;
  instanceId: string;
  keys: SigningKeys;
  changed: ChangedHeads;
  /** Every key that may have a ledger, for the daily line. */
  allKeyIds: () => AsyncIterable<string>;
  logger: Logger;
};

export type CheckpointTerm = {
  /** The leader's fence. */
  fence: number;
  /** Aborts when another may be leader: nothing is sent after that. */
  lost: AbortSignal;
  /** Aborts when this worker stops: nothing new is begun after that. */
  stopping: AbortSignal;
};

/** Where the next line goes, and the day of the last line over all heads. */
type Place = LogPlace & { dayOfAll: string };

const headsPerLine = 2000;
const readsAtOnce = 16;

/** Writes the checkpoint lines: the leader calls `write` every minute. */
export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #log: CheckpointLog;
  /** Where we stand; read anew after anything that is not clear. */
  #place: Place | undefined;

  constructor(options: CheckpointsOptions) {
    this.#options = options;
    this.#log = new CheckpointLog(options.storage);
  }

  /** Signs the heads that have changed since the last line; once a day all heads. */
  async write(term: CheckpointTerm): Promise<void> {
    const place = this.#place ?? (await this.#findPlace());
    this.#place = undefined;
    const day = latest(today(), place.day);
    const isDaily = place.dayOfAll !== day;
    const notes = await this.#options.changed.read();
    const heads = await this.#heads(isDaily ? this.#options.allKeyIds() : [], notes, term);
    if (term.stopping.aborted) return;
    const lines = this.#compose(place.end, heads, isDaily, term.fence);
    const next = lines.length === 0 ? place : await this.#append(place, day, lines, term.lost);
    await this.#options.changed.remove(notes);
    this.#place = { ...next, dayOfAll: isDaily ? day : place.dayOfAll };
  }

  async #findPlace(): Promise<Place> {
    const keys = [this.#options.keys.current, ...this.#options.keys.older];
    const place = await this.#log.place((line) => {
      const key = keys.find(({ id }) => id === line.by);
      return key && isSignedBy(line, key.publicKey);
    });
    const day = latest(today(), place.day);
    return { ...place, dayOfAll: (await this.#hasDailyLine(day)) ? day : "" };
  }

  async #hasDailyLine(day: string): Promise<boolean> {
    for await (const text of this.#log.linesOfDay(day)) {
      const line = parseLine(text);
      if (line?.kind === "heads" && line.all && line.heads.length < headsPerLine) return true;
    }
    return false;
  }

  async #heads(all: AsyncIterable<string> | string[], notes: Note[], term: CheckpointTerm): Promise<LineHead[]> {
    const keyIds = new Set(notes.flatMap((note) => note.keyIds));
    for await (const keyId of all) keyIds.add(keyId);
    const waiting = [...keyIds].sort();
    const heads: LineHead[] = [];
    const read = async () => {
      for (let keyId = waiting.pop(); keyId !== undefined && !term.stopping.aborted; keyId = waiting.pop()) {
        const head = (await readHead(this.#options.storage.ledger, keyId, term.lost))?.head;
        if (head) heads.push([keyId, head.seq, head.hash]);
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, read));
    return heads.sort(([one], [other]) => (one < other ? -1 : 1));
  }

  #compose(end: LogEnd | undefined, heads: LineHead[], all: boolean, term: number): string[] {
    const { current } = this.#options.keys;
    const lines: string[] = [];
    const at = new Date().toISOString();
    let [n, prev] = [end?.n ?? 0, end?.hash ?? firstPrev(this.#options.instanceId)];
    const add = (
      line: { kind: "key"; key: string } | { kind: "heads"; all: boolean; heads: LineHead[] },
      by: SigningKey,
    ) => {
      const unsigned: UnsignedLine = { ...line, n: n + 1, at, prev, term, by: by.id };
      const text = signLine(unsigned, by.privateKey);
      lines.push(text);
      [n, prev] = [n + 1, hashLine(text)];
    };
    if (end?.signer !== current.id)
      add({ kind: "key", key: publicKeyText(current.publicKey) }, this.#voucher(end?.signer));
    // The last part of a daily line is shorter than a full one, so that it can be told from a beginning.
    for (let from = 0; from < heads.length || (all && from === heads.length); from += headsPerLine)
      add({ kind: "heads", all, heads: heads.slice(from, from + headsPerLine) }, current);
    return lines;
  }

  /** Who signs that the current key is the next one: the key before it, the very first one itself. */
  #voucher(signer: string | undefined): SigningKey {
    const { current, older } = this.#options.keys;
    if (signer === undefined) return current;
    const voucher = older.find(({ id }) => id === signer);
    if (voucher) return voucher;
    throw new Error(
      `The last checkpoint line was signed by key ${signer}, which this worker does not have: set AUDIT_SIGNING_KEY to the same key for all workers, or to the new key followed by that one`,
    );
  }

  async #append(place: LogPlace, day: string, lines: string[], lost: AbortSignal): Promise<LogPlace> {
    const next = await this.#log.append(place, day, lines, lost);
    if (!next) throw new Error("Another leader has written checkpoint lines; reading where they end");
    this.#options.logger.debug({ line: next.end?.n }, "Checkpoint written");
    return next;
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}
