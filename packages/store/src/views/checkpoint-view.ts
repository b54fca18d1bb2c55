import type { KeyObject } from "node:crypto";
import type { CheckpointLineView } from "@baton/contracts";
import { type CheckpointLine, parseLine, publicKeyFromText, publicKeyId } from "../checkpoints/checkpoint-line.ts";
import { CheckpointLog, type LogDay } from "../checkpoints/checkpoint-log.ts";
import type { Storage } from "../storage.ts";

/** A key's newest event that a line of the day signs. */
export type SignedEvent = { seq: number; line: number; at: string };

export type SignedDay = {
  /** The newest lines, newest first. */
  lines: CheckpointLineView[];
  /** By key: what the day's lines sign. The first of them is over all keys. */
  heads: ReadonlyMap<string, SignedEvent>;
  /** False when the day's beginning, where all keys are named, was too long to be read. */
  isWhole: boolean;
};

const shownLines = 50;
/** More than a thousand keys that change every minute bring about in half a day. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The checkpoint lines as they are shown: those of the newest day, of which only what has been added is read again.
 * It believes what it reads; whether the signatures are right is the verifier's to say.
 */
export class CheckpointView {
  readonly #log: CheckpointLog;
  #day = "";
  #read = 0;
  #lines: CheckpointLineView[] = [];
  #heads = new Map<string, SignedEvent>();
  #isWhole = true;
  #reading: Promise<SignedDay> | undefined;
  #publicKey: { id: string; key: KeyObject } | undefined;

  constructor(storage: Storage) {
    this.#log = new CheckpointLog(storage);
  }

  /** One request, and another one when there is something new. */
  newest(): Promise<SignedDay> {
    // Whoever asks meanwhile gets the same answer: two readers would count lines twice.
    this.#reading ??= this.#catchUp().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The key that signs the next line, as the lines name it; undefined while there are none. */
  async publicKey(): Promise<KeyObject | undefined> {
    const id = (await this.#log.tip())?.signer;
    if (id === undefined || this.#publicKey?.id === id) return this.#publicKey?.key;
    for await (const text of this.#log.lines()) {
      const key = namedKey(parseLine(text));
      if (key && publicKeyId(key) === id) {
        this.#publicKey = { id, key };
        return key;
      }
    }
    return undefined;
  }

  async #catchUp(): Promise<SignedDay> {
    const day = await this.#log.newestDay();
    if (day && day.name === this.#day && day.bytes >= this.#read) await this.#readOn(day);
    else await this.#begin(day);
    return { lines: this.#lines, heads: this.#heads, isWhole: this.#isWhole };
  }

  async #begin(day: LogDay | undefined): Promise<void> {
    this.#day = day?.name ?? "";
    this.#lines = [];
    this.#heads = new Map();
    this.#read = Math.max(0, (day?.bytes ?? 0) - mostBytes);
    this.#isWhole = this.#read === 0;
    if (day) await this.#readOn(day);
  }

  async #readOn(day: LogDay): Promise<void> {
    if (day.bytes === this.#read) return;
    // What fails half-way is begun again: nothing of it is shown twice.
    const from = this.#read;
    this.#read = Number.POSITIVE_INFINITY;
    for await (const text of this.#log.linesBehind(day, from)) {
      const line = parseLine(text);
      if (line) this.#take(line);
    }
    this.#read = day.bytes;
  }

  #take(line: CheckpointLine): void {
    const { n, at, kind, by } = line;
    const heads = line.kind === "heads" ? line.heads : [];
    const all = line.kind === "heads" && line.all;
    this.#lines = [{ n, at, kind, all, keys: heads.length, by }, ...this.#lines].slice(0, shownLines);
    for (const [keyId, seq] of heads) this.#heads.set(keyId, { seq, line: n, at });
  }
}

function namedKey(line: CheckpointLine | undefined): KeyObject | undefined {
  return line?.kind === "key" ? publicKeyFromText(line.key) : undefined;
}
