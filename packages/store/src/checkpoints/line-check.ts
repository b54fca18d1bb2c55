import type { KeyObject } from "node:crypto";
import type { SignedHead } from "../verify/key-check.ts";
import type { Checked, RecordBreak } from "../verify/record-break.ts";
import {
  type CheckpointLine,
  firstPrev,
  hashLine,
  isSignedBy,
  parseLine,
  publicKeyFromText,
  publicKeyId,
} from "./checkpoint-line.ts";

/** How the lines' signatures come to be believed. */
export type Trust =
  /** They lead back to a key that the verifier was given. */
  | "given-key"
  /** They lead back to the key that the first line names for itself: nobody else vouches for it. */
  | "first-line"
  | "no-lines";

export type LineCheckOptions = {
  /** Undefined when it is not known: then the first line's predecessor is not compared. */
  instanceId: string | undefined;
  /** Keys that the verifier trusts; none: the first line's own is taken, and said so. */
  trusted: KeyObject[];
  /** Some lines of the log, not all: between two of them others may be left out, but no `key` line. */
  isExcerpt?: boolean;
};

/** Follows the chain of checkpoint lines, oldest first, and gathers the heads that they vouch for. */
export class LineCheck {
  readonly #options: LineCheckOptions;
  readonly #trusted: Set<string>;
  readonly #heads = new Map<string, SignedHead[]>();
  /** Keys that the lines name, by their own names. */
  readonly #keys = new Map<string, KeyObject>();
  #last: { n: number; hash: string; at: string } | undefined;
  #checked = 0;
  #current = "";
  #trust: Trust = "no-lines";
  broken: RecordBreak | undefined;

  constructor(options: LineCheckOptions) {
    this.#options = options;
    this.#trusted = new Set(options.trusted.map(publicKeyId));
  }

  get heads(): ReadonlyMap<string, SignedHead[]> {
    return this.#heads;
  }

  get last(): { n: number; hash: string; at: string } | undefined {
    return this.#last;
  }

  get trust(): Trust {
    return this.#trust;
  }

  /** How many lines were taken. */
  get checked(): Checked["checkpointLines"] {
    return this.#checked;
  }

  /** @returns false once the chain of lines is broken. */
  take(text: string): boolean {
    if (this.broken) return false;
    const line = parseLine(text);
    const reason = line ? this.#reason(line) : "it is not a line as they are written";
    if (reason !== undefined || !line) {
      this.#break((this.#last?.n ?? 0) + 1, reason ?? "it cannot be read");
      return false;
    }
    this.#checked += 1;
    this.#last = { n: line.n, hash: hashLine(text), at: line.at };
    if (line.kind === "heads") for (const head of line.heads) this.#note(head, line);
    return true;
  }

  /**
   * After the last line: the newest one that storage's own note tells of must have been there, and a trusted key
   * must have signed one. It vouches for what is before it by the hashes, for what follows by the keys it signed.
   */
  finish(tip: { n: number } | undefined): void {
    if (this.broken) return;
    const n = this.#last?.n ?? 0;
    if (tip && n < tip.n) this.#break(n + 1, `it is missing; ${tip.n} lines were written`);
    else if (n > 0 && this.#trust !== "given-key" && this.#trusted.size > 0)
      this.#break(
        1,
        `no line is signed by the key that was given; they begin with key ${[...this.#keys.keys()].join()}`,
      );
  }

  #break(n: number, reason: string): void {
    this.broken = { keyId: "", place: `checkpoint line ${n}`, reason };
  }

  #reason(line: CheckpointLine): string | undefined {
    const { instanceId } = this.#options;
    const n = (this.#last?.n ?? 0) + 1;
    if (this.#options.isExcerpt && line.n > n) return this.#signatureReason(line);
    if (line.n !== n) return `expected line ${n}, found line ${line.n}`;
    const prev = this.#last?.hash ?? (instanceId === undefined ? line.prev : firstPrev(instanceId));
    if (line.prev !== prev) return "it does not name the hash of the line before: that one was changed or removed";
    return this.#signatureReason(line);
  }

  #signatureReason(line: CheckpointLine): string | undefined {
    if (line.kind === "key") return this.#acceptKey(line);
    if (line.by !== this.#current) return `it is signed by key ${line.by}; the key at this place is ${this.#current}`;
    const key = this.#keys.get(line.by);
    if (!key || !isSignedBy(line, key)) return "its signature is not right";
    this.#noteTrust(line.by);
    const { isExcerpt } = this.#options;
    // What a later key signs vouches for this line only when the hashes lead there.
    if (isExcerpt && this.#trusted.size > 0 && this.#trust !== "given-key")
      return `it is signed by key ${line.by}, for which the key that was given does not vouch`;
    return undefined;
  }

  #acceptKey(line: CheckpointLine & { kind: "key" }): string | undefined {
    const named = publicKeyFromText(line.key);
    if (!named) return "it names no key";
    const id = publicKeyId(named);
    const isFirst = this.#current === "";
    const signer = isFirst ? named : this.#keys.get(this.#current);
    if (line.by !== (isFirst ? id : this.#current) || !signer || !isSignedBy(line, signer))
      return `the key before it did not sign it${isFirst ? "" : `: that is ${this.#current}`}`;
    this.#noteTrust(line.by);
    this.#keys.set(id, named);
    this.#current = id;
    return undefined;
  }

  #noteTrust(signer: string): void {
    if (this.#trusted.has(signer)) this.#trust = "given-key";
    else if (this.#trust === "no-lines") this.#trust = "first-line";
  }

  #note([keyId, seq, hash]: readonly [string, number, string], { n, at }: CheckpointLine): void {
    const heads = this.#heads.get(keyId) ?? [];
    const last = heads.at(-1);
    if (last?.seq !== seq || last.hash !== hash) heads.push({ seq, hash, line: n, at });
    this.#heads.set(keyId, heads);
  }
}
