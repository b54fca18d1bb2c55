import type { ContainerClient } from "@azure/storage-blob";
import { int64 } from "../ledger/ledger-event.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { type CheckpointLine, hashLine, parseLine, publicKeyFromText, publicKeyId } from "./checkpoint-line.ts";

/** The newest line, and the name of the key that signs the next one. */
export type LogEnd = { n: number; hash: string; signer: string };

/** Where the next line goes: behind which line, and where in which day's blob. */
export type LogPlace = { end: LogEnd | undefined; day: string; position: number };

/** What a line says of one key. */
export type CheckpointWord = { line: number; at: string; seq: number; hash: string };

/** A day's blob. */
export type LogDay = { name: string; bytes: number };

const tipKey = { partitionKey: "~log", rowKey: "tip" } as const;
/** More than any line has. */
const tailBytes = 1_500_000;
const blockBytes = 2_000_000;

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
  linesOfDay(day: string): AsyncGenerator<string> {
    return this.#linesOf(blobName(day));
  }

  /** The newest day that has lines. */
  async newestDay(): Promise<LogDay | undefined> {
    return (await this.#days()).findLast(({ bytes }) => bytes > 0);
  }

  /** The lines of a day from a byte on; the first one may be cut. */
  linesBehind({ name, bytes }: LogDay, from: number): AsyncGenerator<string> {
    return this.#linesOf(name, from, bytes - from);
  }

  /** What the table remembers of the newest line: a log that is shorter was cut. */
  async tip(): Promise<LogEnd | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.heads.getEntity<Record<string, unknown>>(tipKey.partitionKey, tipKey.rowKey),
    );
    return row && { n: Number(row["N"]), hash: String(row["Hash"]), signer: String(row["Signer"]) };
  }

  /**
   * What the newest line that names a key says of it, as it is written: signatures are not looked at. The newest
   * day's blob tells of every key, at its beginning if nowhere else; of a long one only both ends are read.
   */
  async newestWordOn(keyId: string): Promise<CheckpointWord | undefined> {
    const newest = (await this.#days()).findLast(({ bytes }) => bytes > 0);
    if (!newest) return undefined;
    const word = wordIn(await this.#textOf(newest, Math.max(0, newest.bytes - tailBytes)), keyId);
    if (word || newest.bytes <= tailBytes) return word;
    return wordIn(await this.#textOf(newest, 0), keyId);
  }

  /**
   * Behind the newest line, or, when lines were cut off or added by someone else, behind the one that the table
   * remembers: then the fault stays visible for ever.
   * @param isSigned tells of a line whether its signature is right; undefined when we do not have its key.
   */
  async place(isSigned: (line: CheckpointLine) => boolean | undefined): Promise<LogPlace> {
    const days = await this.#days();
    const newest = days.at(-1);
    const text = await this.#lastLine(days);
    const tip = await this.tip();
    const line = text === undefined ? undefined : parseLine(text);
    const isGenuine = line && (isSigned(line) ?? (!tip || line.by === tip.signer));
    const last = text !== undefined && isGenuine ? endOf(line, text) : undefined;
    return {
      end: tip && tip.n > (last?.n ?? 0) ? tip : last,
      day: newest?.name.slice(0, dayChars) ?? "",
      position: newest?.bytes ?? 0,
    };
  }

  /**
   * Adds lines behind a place, each write at the position that was read: whoever wrote meanwhile makes it fail.
   * @returns the new place, undefined when someone else has written.
   */
  async append(place: LogPlace, day: string, lines: string[], lost: AbortSignal): Promise<LogPlace | undefined> {
    const blob = this.#container.getAppendBlobClient(blobName(day));
    let position = day === place.day ? place.position : 0;
    try {
      if (position === 0) await blob.createIfNotExists({ abortSignal: lost });
      for (const bytes of blocksOf(lines)) {
        const conditions = { appendPosition: position };
        await blob.appendBlock(bytes, bytes.length, { conditions, abortSignal: lost });
        position += bytes.length;
      }
    } catch (err) {
      if (statusOf(err) === 412) return undefined;
      throw err;
    }
    const text = lines.at(-1) ?? "";
    const line = parseLine(text);
    const end = line ? endOf(line, text) : place.end;
    if (end) await this.#noteTip(end);
    return { end, day, position };
  }

  async #noteTip({ n, hash, signer }: LogEnd): Promise<void> {
    await this.#storage.heads.upsertEntity({ ...tipKey, N: int64(n), Hash: hash, Signer: signer }, "Replace");
  }

  async #lastLine(days: LogDay[]): Promise<string | undefined> {
    const filled = days.findLast(({ bytes }) => bytes > 0);
    if (!filled) return undefined;
    const tail = await this.#textOf(filled, Math.max(0, filled.bytes - tailBytes));
    return tail.split("\n").filter(Boolean).at(-1);
  }

  async #textOf({ name, bytes }: LogDay, from: number): Promise<string> {
    const count = Math.min(tailBytes, bytes - from);
    return (await this.#container.getAppendBlobClient(name).downloadToBuffer(from, count)).toString("utf8");
  }

  async *#linesOf(name: string, from = 0, count?: number): AsyncGenerator<string> {
    const answer = await orUndefinedIfMissing(this.#container.getAppendBlobClient(name).download(from, count));
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

  async #days(): Promise<LogDay[]> {
    const days: LogDay[] = [];
    try {
      for await (const { name, properties } of this.#container.listBlobsFlat())
        days.push({ name, bytes: properties.contentLength ?? 0 });
    } catch (err) {
      if (statusOf(err) !== 404) throw err;
    }
    return days.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

const dayChars = "2026-11-22".length;

/** Lines that do not name the key are not even parsed. */
function wordIn(text: string, keyId: string): CheckpointWord | undefined {
  const named = JSON.stringify(keyId);
  for (const lineText of text.split("\n").reverse()) {
    const line = lineText.includes(named) ? parseLine(lineText) : undefined;
    const head = line?.kind === "heads" ? line.heads.find(([of]) => of === keyId) : undefined;
    if (line && head) return { line: line.n, at: line.at, seq: head[1], hash: head[2] };
  }
  return undefined;
}

function blobName(day: string): string {
  return `${day}.ndjson`;
}

function endOf(line: CheckpointLine, text: string): LogEnd {
  const named = line.kind === "key" ? publicKeyFromText(line.key) : undefined;
  return { n: line.n, hash: hashLine(text), signer: named ? publicKeyId(named) : line.by };
}

/** Whole lines, as many as go into one write. */
function blocksOf(lines: string[]): Buffer[] {
  const blocks: string[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (last !== undefined && last.length + line.length < blockBytes) blocks[blocks.length - 1] = `${last}${line}\n`;
    else blocks.push(`${line}\n`);
  }
  return blocks.map((block) => Buffer.from(block, "utf8"));
}
