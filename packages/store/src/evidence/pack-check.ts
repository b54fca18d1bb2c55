import { createHash, type KeyObject } from "node:crypto";
import { LineCheck } from "../checkpoints/line-check.ts";
import { keyId as keyIdFrom } from "../key-id.ts";
import { jobRowKey } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import { ChainCheck } from "../verify/chain-check.ts";
import type { SignedHead } from "../verify/key-check.ts";
import { nothingChecked, type RecordBreak } from "../verify/record-break.ts";
import type { VerifyReport } from "../verify/verifier.ts";
import { type Manifest, type PackLine, parsePackLine, type Segment } from "./evidence-pack.ts";

/** A piece of a chain, and how much of it a checkpoint signs. */
export type Proof = {
  keyId: string;
  first: number;
  last: number;
  signed: { seq: number; line: number; at: string } | undefined;
};

export type PackReport = VerifyReport & { manifest: Manifest | undefined; proofs: Proof[] };

type OpenSegment = { segment: Segment; chain: ChainCheck; signed: SignedHead[]; proof: Proof };

/** Checks an evidence pack by itself, a line at a time, with the rules of the record. */
export class PackCheck {
  readonly #lines: LineCheck;
  readonly #breaks: RecordBreak[] = [];
  readonly #checked = nothingChecked();
  readonly #proofs: Proof[] = [];
  readonly #jobsSeen = new Set<string>();
  #manifest: Manifest | undefined;
  #open: OpenSegment | undefined;
  #count = 0;
  #ended = false;

  constructor(trusted: KeyObject[]) {
    this.#lines = new LineCheck({ instanceId: undefined, trusted, isExcerpt: true });
  }

  take(text: string): void {
    this.#count += 1;
    const line = parsePackLine(text);
    if (!line || this.#ended) this.#break("", `line ${this.#count} of the pack`, "it is no line of a pack");
    else if (this.#count === 1 && line.kind !== "manifest")
      this.#break("", "line 1 of the pack", "it is not the pack's manifest");
    else this.#takeLine(line);
  }

  /** After the last line. */
  report(): PackReport {
    this.#close();
    this.#lines.finish(undefined);
    if (this.#lines.broken) this.#breaks.unshift(this.#lines.broken);
    if (!this.#ended) this.#break("", `line ${this.#count + 1} of the pack`, "the pack was cut: its end is missing");
    const scope = this.#manifest?.scope;
    if (scope?.kind === "job" && !this.#jobsSeen.has(scope.jobId))
      this.#break(scope.keyId, jobRowKey(scope.jobId), "the job that the pack is about is not in it");
    return {
      manifest: this.#manifest,
      checked: { ...this.#checked, checkpointLines: this.#lines.checked },
      breaks: this.#breaks,
      younger: this.#proofs.flatMap(unsignedPart),
      checkpoints: { trust: this.#lines.trust, lines: this.#lines.checked, lastLineAt: this.#lines.last?.at },
      proofs: this.#proofs,
    };
  }

  #takeLine(line: PackLine): void {
    switch (line.kind) {
      case "manifest":
        this.#manifest = line;
        break;
      case "checkpoint":
        this.#lines.take(line.text);
        break;
      case "segment":
        this.#begin(line);
        break;
      case "event":
        this.#takeEvent(line.event);
        break;
      case "job":
        this.#takeJob(line);
        break;
      case "blob":
        this.#takeBlob(line);
        break;
      case "end":
        this.#ended = true;
        if (line.lines !== this.#count)
          this.#break("", `line ${this.#count} of the pack`, `expected ${line.lines} lines, found ${this.#count}`);
    }
  }

  #begin(segment: Segment): void {
    this.#close();
    const { keyId, tenantId, lockKey, first, last } = segment;
    const signed = this.#lines.heads.get(keyId) ?? [];
    const before = signed.find(({ seq }) => seq === first - 1);
    const chain = new ChainCheck(keyId, { seq: first - 1, hash: before?.hash });
    this.#open = { segment, chain, signed, proof: { keyId, first, last, signed: undefined } };
    this.#checked.keys += 1;
    if (keyIdFrom(tenantId, lockKey) !== keyId) this.#break(keyId, "segment", "it names another tenant or lock key");
  }

  #takeEvent(event: LedgerEvent): void {
    const open = this.#open;
    if (!open || event.keyId !== open.segment.keyId) {
      this.#break(event.keyId, `event ${event.seq}`, "it lies outside its key's segment");
      return;
    }
    if (open.chain.broken) return;
    open.chain.take(event);
    if (open.chain.broken) this.#breaks.push(open.chain.broken);
    this.#checked.events += 1;
    for (const head of open.signed.filter(({ seq }) => seq === event.seq)) {
      if (head.hash === event.hash) open.proof.signed = head;
      else this.#break(event.keyId, `event ${event.seq}`, `checkpoint line ${head.line} signed another hash for it`);
    }
  }

  #takeJob({ keyId, row }: PackLine & { kind: "job" }): void {
    const open = this.#open;
    if (!open || open.segment.keyId !== keyId || keyIdFrom(row.tenantId, row.lockKey) !== keyId) {
      this.#break(keyId, jobRowKey(row.jobId), "it lies outside its key's segment");
      return;
    }
    this.#checked.jobs += 1;
    this.#jobsSeen.add(row.jobId);
    if (open.chain.broken) return;
    // A row may be younger than the events: then it says so by its ranges.
    const isNewer = row.ranges.some(([from, to]) => Math.max(from, to ?? 0) > open.segment.last);
    const difference = isNewer ? undefined : open.chain.history.difference(row);
    if (difference !== undefined) this.#break(keyId, jobRowKey(row.jobId), difference);
  }

  #takeBlob({ keyId, name, base64 }: PackLine & { kind: "blob" }): void {
    if (base64 === undefined) return;
    this.#checked.blobs += 1;
    const hash = createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
    if (!name.endsWith(`/${hash}`)) this.#break(keyId, name, "its content does not have the hash that is its name");
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { segment, chain, proof } = open;
    this.#checked.holds += chain.holds;
    this.#checked.attempts += chain.attempts;
    this.#proofs.push(proof);
    if (chain.broken) return;
    if (chain.seq !== segment.last)
      this.#break(segment.keyId, `event ${chain.seq + 1}`, `it is missing; the segment ends with ${segment.last}`);
    else if (segment.head.seq === segment.last && segment.head.hash !== chain.hash)
      this.#break(segment.keyId, "head", `its hash is not that of event ${segment.last}`);
  }

  #break(keyId: string, place: string, reason: string): void {
    this.#breaks.push({ keyId, place, reason });
  }
}

function unsignedPart({ keyId, first, last, signed }: Proof) {
  const firstSeq = (signed?.seq ?? first - 1) + 1;
  return firstSeq > last ? [] : [{ keyId, firstSeq, lastSeq: last }];
}
