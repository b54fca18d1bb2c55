import type { KeyObject } from "node:crypto";
import { CheckpointLog } from "../checkpoints/checkpoint-log.ts";
import { LineCheck, type Trust } from "../checkpoints/line-check.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import { KeyCheck, type KeyResult } from "./key-check.ts";
import { partitionNames, partitions } from "./ledger-rows.ts";
import { type Checked, nothingChecked, type RecordBreak } from "./record-break.ts";

/** Events that no checkpoint line vouches for yet: a change of these, made whole, would not be found. */
type Younger = { keyId: string; firstSeq: number; lastSeq: number };

export type VerifyReport = {
  checked: Checked;
  /** The first break of each key, and of the checkpoint lines; empty when everything holds. */
  breaks: RecordBreak[];
  younger: Younger[];
  checkpoints: { trust: Trust; lines: number; lastLineAt: string | undefined };
};

export type VerifyOptions = {
  /** Public keys to trust; without any, the one that the first line names. */
  trusted?: KeyObject[] | undefined;
  /** Only events that are not older than the last checkpoint before this time. */
  since?: Date | undefined;
  /** Told how it goes on. What it throws ends the verification. */
  onProgress?: ((news: VerifyNews) => void) | undefined;
};

export type VerifyNews =
  /** The checkpoint lines have been read. `keys`: how many they name. */
  | { kind: "lines"; keys: number; report: VerifyReport }
  /** A key has been checked. */
  | { kind: "key"; result: KeyResult }
  /** So many more events of a key. */
  | { kind: "events"; count: number };

/** Recomputes the record and compares it with itself and with the signed checkpoints. Reads only. */
export class Verifier {
  readonly #storage: Storage;
  readonly #log: CheckpointLog;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#log = new CheckpointLog(storage);
  }

  /** Every key that has a ledger, or that a checkpoint line says has one. */
  async all(options: VerifyOptions = {}): Promise<VerifyReport> {
    const lines = await this.#readLines(options);
    const report = reportOf(lines);
    options.onProgress?.({ kind: "lines", keys: lines.heads.size, report });
    const unseen = new Set(lines.heads.keys());
    for await (const result of this.#results(lines, options)) {
      unseen.delete(result.keyId);
      take(report, result, options);
    }
    for (const keyId of unseen) take(report, await this.#key(keyId, lines, options), options);
    return report;
  }

  /** One key. */
  async key(keyId: string, options: VerifyOptions = {}): Promise<VerifyReport> {
    const lines = await this.#readLines(options);
    const report = reportOf(lines);
    options.onProgress?.({ kind: "lines", keys: 1, report });
    take(report, await this.#key(keyId, lines, options), options);
    return report;
  }

  async *#results(lines: LineCheck, options: VerifyOptions): AsyncGenerator<KeyResult> {
    const { ledger } = this.#storage;
    if (options.since) {
      for await (const keyId of partitionNames(ledger)) yield await this.#key(keyId, lines, options);
      return;
    }
    for await (const partition of partitions(ledger)) {
      if (partition.kind === "whole")
        yield await this.#check(partition.keyId, lines, options).checkRows(partition.rows);
      else yield await this.#key(partition.keyId, lines, options);
    }
  }

  #key(keyId: string, lines: LineCheck, options: VerifyOptions): Promise<KeyResult> {
    return this.#check(keyId, lines, options).checkStored();
  }

  #check(keyId: string, lines: LineCheck, { since, onProgress }: VerifyOptions): KeyCheck {
    const signed = lines.heads.get(keyId) ?? [];
    const start = since && signed.findLast(({ at }) => new Date(at) < since);
    return new KeyCheck({
      keyId,
      table: this.#storage.ledger,
      readBlob: (name) => readBlob(this.#storage, name),
      now: () => this.#storage.clock.now(),
      signed: start ? signed.filter(({ seq }) => seq >= start.seq) : signed,
      ...(start ? { start } : {}),
      onEvents: onProgress && ((count) => onProgress({ kind: "events", count })),
    });
  }

  async #readLines({ trusted = [] }: VerifyOptions): Promise<LineCheck> {
    // The note first: a line that it tells of must be there afterwards.
    const tip = await this.#log.tip();
    const check = new LineCheck({ instanceId: (await this.#storage.instance())?.instanceId, trusted });
    for await (const line of this.#log.lines()) if (!check.take(line)) break;
    check.finish(tip);
    return check;
  }
}

export function readBlob(storage: Storage, name: string): Promise<Buffer | undefined> {
  return orUndefinedIfMissing(storage.payloads.getBlockBlobClient(name).downloadToBuffer());
}

function reportOf(lines: LineCheck): VerifyReport {
  return {
    checked: { ...nothingChecked(), checkpointLines: lines.checked },
    breaks: lines.broken ? [lines.broken] : [],
    younger: [],
    checkpoints: { trust: lines.trust, lines: lines.checked, lastLineAt: lines.last?.at },
  };
}

function take(report: VerifyReport, result: KeyResult, { onProgress }: VerifyOptions): void {
  add(report, result);
  onProgress?.({ kind: "key", result });
}

function add(report: VerifyReport, result: KeyResult): void {
  report.checked.keys += 1;
  for (const [name, count] of Object.entries(result.checked))
    report.checked[name as keyof KeyResult["checked"]] += count;
  if (result.broken) report.breaks.push(result.broken);
  if (result.lastSeq > result.signedSeq)
    report.younger.push({ keyId: result.keyId, firstSeq: result.signedSeq + 1, lastSeq: result.lastSeq });
}
