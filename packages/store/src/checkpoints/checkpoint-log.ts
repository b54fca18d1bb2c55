import type { AppendBlobClient, ContainerClient } from "@azure/storage-blob";
import { int64 } from "../ledger/ledger-event.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { hashLine, parseLine } from "./checkpoint-line.ts";

/** The newest line: its number, its hash, and where the next one goes. */
export type LogEnd = { n: number; hash: string };

type Day = { name: string; bytes: number };

const tipKey = { partitionKey: "~log", rowKey: "tip" } as const;
const lineBytes = 1_500_000;

/** Container `audit-checkpoints`: an append blob for each day (UTC), a line for each minute with changes. */
export class CheckpointLog {
  readonly #storage: Storage;
  readonly #container: ContainerClient;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#container = storage.checkpoints;
  }

  /** Every line of every day, oldest first. */
  async *lines(): AsyncGenerator<string> {
    for (const { name } of await this.#days()) yield* this.#linesOf(name);
  }

  /** The lines of one day; none when it has no blob. */
  async *linesOfDay(day: string): AsyncGenerator<string> {
    yield* this.#linesOf(blobName(day));
  }

  /** What the table remembers of the newest line: a log that is shorter was cut. */
  async tip(): Promise<LogEnd | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.heads.getEntity<Record<string, unknown>>(tipKey.partitionKey, tipKey.rowKey),
    );
    return row && { n: Number(row["N"]), hash: String(row["Hash"]) };
  }

  /** The newest line, from the log or, when that was cut, from the table: then the gap stays visible for ever. */
  async end(): Promise<LogEnd | undefined> {
    const [last, tip] = [await this.#lastLine(), await this.tip()];
    return tip && tip.n > (last?.n ?? 0) ? tip : last;
  }

  /**
   * Adds lines to the day's blob in one write, at the place that was read: whoever wrote meanwhile makes it fail.
   * @returns false when someone did.
   */
  async append(day: string, lines: string[], position: number, signal: AbortSignal): Promise<boolean> {
    const blob = this.#container.getAppendBlobClient(blobName(day));
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""), "utf8");
    try {
      if (position === 0) await blob.createIfNotExists({ abortSignal: signal });
      await blob.appendBlock(bytes, bytes.length, { conditions: { appendPosition: position }, abortSignal: signal });
      return true;
    } catch (err) {
      if (statusOf(err) === 412 || statusOf(err) === 409) return false;
      throw err;
    }
  }

  /** Notes the newest line in the table, after it is in the log. */
  async noteTip({ n, hash }: LogEnd): Promise<void> {
    await this.#storage.heads.upsertEntity({ ...tipKey, N: int64(n), Hash: hash }, "Replace");
  }

  /** Where the day's next line goes. */
  async position(day: string): Promise<number> {
    const properties = await orUndefinedIfMissing(this.#container.getAppendBlobClient(blobName(day)).getProperties());
    return properties?.contentLength ?? 0;
  }

  async #lastLine(): Promise<LogEnd | undefined> {
    for (const { name, bytes } of (await this.#days()).reverse()) {
      const text = await this.#tail(this.#container.getAppendBlobClient(name), bytes);
      if (text) return { n: parseLine(text)?.n ?? 0, hash: hashLine(text) };
    }
    return undefined;
  }

  async #tail(blob: AppendBlobClient, bytes: number): Promise<string | undefined> {
    if (bytes === 0) return undefined;
    const from = Math.max(0, bytes - lineBytes);
    const text = (await blob.downloadToBuffer(from, bytes - from)).toString("utf8");
    return text.split("\n").filter(Boolean).at(-1);
  }

  async *#linesOf(name: string): AsyncGenerator<string> {
    const answer = await orUndefinedIfMissing(this.#container.getAppendBlobClient(name).download());
    if (!answer?.readableStreamBody) return;
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.readableStreamBody as AsyncIterable<Uint8Array>) {
      const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = pieces.pop() ?? "";
      yield* pieces;
    }
    if (rest) yield rest;
  }

  async #days(): Promise<Day[]> {
    const days: Day[] = [];
    try {
      for await (const { name, properties } of this.#container.listBlobsFlat())
        days.push({ name, bytes: properties.contentLength ?? 0 });
    } catch (err) {
      if (statusOf(err) !== 404) throw err;
    }
    return days.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

function blobName(day: string): string {
  return `${day}.ndjson`;
}
