import { type CheckpointLine, parseLine } from "../checkpoints/checkpoint-line.ts";
import { CheckpointLog } from "../checkpoints/checkpoint-log.ts";
import { type JobRow, jobRowFromEntity } from "../ledger/job-row.ts";
import { eventFromEntity } from "../ledger/ledger-event.ts";
import { type LedgerHead, readHead } from "../ledger/ledger-head.ts";
import { readJobRow } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";
import type { StoredText } from "../stored-text.ts";
import { eventRows, jobRowsOf, partitionNames } from "../verify/ledger-rows.ts";
import { readBlob } from "../verify/verifier.ts";
import type { PackLine, PackScope, Segment } from "./evidence-pack.ts";

export type PackExportOptions = {
  storage: Storage;
  scope: PackScope;
  /** With the contents of large values; without, only their names, which end with their hashes. */
  withContents: boolean;
  /** With the checkpoint lines, which also name keys of other tenants. */
  withCheckpoints: boolean;
  publicKeys: string[];
};

type SignedSeq = { seq: number; at: string };

/**
 * Gathers what proves a job, a key or a time: the contiguous piece of each chain, reaching to a head that a
 * checkpoint line signed where there is one, and those lines.
 */
export class PackExport {
  readonly #options: PackExportOptions;
  readonly #storage: Storage;

  constructor(options: PackExportOptions) {
    this.#options = options;
    this.#storage = options.storage;
  }

  /** @returns the pack's lines in their order. */
  async *lines(): AsyncGenerator<PackLine> {
    let count = 0;
    for await (const line of this.#content()) {
      count += 1;
      yield line;
    }
    yield { kind: "end", lines: count + 1 };
  }

  async *#content(): AsyncGenerator<PackLine> {
    const { scope, publicKeys } = this.#options;
    const instanceId = (await this.#storage.instance())?.instanceId ?? "";
    const { namespace } = this.#storage;
    yield { kind: "manifest", version: 1, madeAt: now(), instanceId, namespace, scope, publicKeys };
    const signed = await this.#signedSeqs();
    const segments: Segment[] = [];
    for await (const keyId of this.#keyIds()) {
      const segment = await this.#segment(keyId, signed.get(keyId) ?? []);
      if (segment) segments.push(segment);
    }
    if (this.#options.withCheckpoints) yield* this.#checkpointLines(segments);
    for (const segment of segments) yield* this.#chain(segment);
  }

  async *#keyIds(): AsyncGenerator<string> {
    const { scope } = this.#options;
    if (scope.kind === "since") yield* partitionNames(this.#storage.ledger);
    else yield scope.keyId;
  }

  /** Which events the checkpoint lines sign, of each key that is asked for. */
  async #signedSeqs(): Promise<Map<string, SignedSeq[]>> {
    const { scope } = this.#options;
    const signed = new Map<string, SignedSeq[]>();
    for await (const { line } of this.#parsedLines()) {
      if (line.kind !== "heads") continue;
      for (const [keyId, seq] of line.heads) {
        if (scope.kind !== "since" && keyId !== scope.keyId) continue;
        signed.set(keyId, [...(signed.get(keyId) ?? []), { seq, at: line.at }]);
      }
    }
    return signed;
  }

  async #segment(keyId: string, signed: SignedSeq[]): Promise<Segment | undefined> {
    const head = (await readHead(this.#storage.ledger, keyId))?.head;
    if (!head) return undefined;
    const range = await this.#range(keyId, head, signed);
    if (!range || range.first > range.last) return undefined;
    const { tenantId, lockKey, seq, hash } = head;
    return { kind: "segment", keyId, tenantId, lockKey, ...range, head: { seq, hash } };
  }

  async #range(keyId: string, head: LedgerHead, signed: SignedSeq[]) {
    const { scope } = this.#options;
    switch (scope.kind) {
      case "key":
        return { first: 1, last: head.seq };
      case "since": {
        const before = signed.findLast(({ at }) => new Date(at) < new Date(scope.since));
        return { first: (before?.seq ?? 0) + 1, last: head.seq };
      }
      case "job": {
        const row = await readJobRow(this.#storage.ledger, keyId, scope.jobId);
        return row && rangeOf(row, head.seq, signed);
      }
    }
  }

  /** The lines that name a key after another, and those that sign something in, or right before, a segment. */
  async *#checkpointLines(segments: Segment[]): AsyncGenerator<PackLine> {
    const byKey = new Map(segments.map((segment) => [segment.keyId, segment]));
    for await (const { line, text } of this.#parsedLines()) {
      const isNeeded =
        line.kind === "key" ||
        line.heads.some(([keyId, seq]) => {
          const segment = byKey.get(keyId);
          return segment !== undefined && seq >= segment.first - 1 && seq <= segment.last;
        });
      if (isNeeded) yield { kind: "checkpoint", text };
    }
  }

  async *#parsedLines(): AsyncGenerator<{ line: CheckpointLine; text: string }> {
    for await (const text of new CheckpointLog(this.#storage).lines()) {
      const line = parseLine(text);
      if (line) yield { line, text };
    }
  }

  async *#chain(segment: Segment): AsyncGenerator<PackLine> {
    const { keyId, first, last } = segment;
    yield segment;
    const jobIds = new Set<string>();
    const blobs = new Set<string>();
    const note = (stored: StoredText | undefined) => stored?.kind === "blob" && blobs.add(stored.blob);
    for await (const row of eventRows(this.#storage.ledger, keyId, first, last)) {
      const event = eventFromEntity(row);
      yield { kind: "event", event };
      if (event.jobId === undefined || !this.#isAskedFor(event.jobId)) continue;
      jobIds.add(event.jobId);
      note(event.data);
    }
    for await (const row of this.#jobRows(segment, jobIds)) {
      yield { kind: "job", keyId, row };
      for (const stored of [row.request, row.result]) note(stored);
    }
    for (const name of blobs) yield await this.#blob(keyId, name);
  }

  #isAskedFor(jobId: string): boolean {
    const { scope } = this.#options;
    return scope.kind !== "job" || scope.jobId === jobId;
  }

  async *#jobRows({ keyId, first }: Segment, jobIds: Set<string>): AsyncGenerator<JobRow> {
    const { ledger } = this.#storage;
    if (first === 1 && this.#options.scope.kind !== "job") {
      for await (const row of jobRowsOf(ledger, keyId)) yield jobRowFromEntity(row);
      return;
    }
    for (const jobId of jobIds) {
      const row = await readJobRow(ledger, keyId, jobId);
      if (row) yield row;
    }
  }

  async #blob(keyId: string, name: string): Promise<PackLine> {
    const bytes = this.#options.withContents ? await readBlob(this.#storage, name) : undefined;
    return { kind: "blob", keyId, name, ...(bytes ? { base64: bytes.toString("base64") } : {}) };
  }
}

/** From the job's first event to the first signed one at or behind its last; else to the chain's end. */
function rangeOf(row: JobRow, headSeq: number, signed: SignedSeq[]) {
  const first = Math.min(...row.ranges.map(([from]) => from));
  const last = Math.max(...row.ranges.map(([, to]) => to ?? headSeq));
  const proof = signed.find(({ seq }) => seq >= last);
  return { first, last: proof?.seq ?? headSeq };
}

function now(): string {
  return new Date().toISOString();
}
