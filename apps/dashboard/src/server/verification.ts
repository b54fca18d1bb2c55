import type { KeyObject } from "node:crypto";
import { type AuditRun, type AuditScope, type FoundBreak, newJobId } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import {
  type KeptResults,
  type KeyResult,
  parseKeyId,
  type RecordBreak,
  type VerifiedKey,
  type Verifier,
  type VerifyNews,
  type VerifyReport,
} from "@baton/store";

export type VerificationDeps = {
  verifier: Verifier;
  results: KeptResults;
  /** The public keys that this clone trusts; read anew for each run, because a first worker makes the key. */
  trustedKeys: () => KeyObject[];
  logger: Logger;
};

const tellEveryMs = 5000;
const maxRunMs = 15 * 60_000;
const mostKnown = 1000;
const tooLong = `It took longer than ${maxRunMs / 60_000} minutes. For a record of this size use the command line.`;
const keptRuns = 50;
const keysPerWrite = 100;

/** A run that was told to end before it had seen everything. */
class StoppedError extends Error {
  override name = "StoppedError";
}

/** One verification from its beginning to its end. */
export class Verification {
  readonly #deps: VerificationDeps;
  readonly #scope: AuditScope;
  readonly #stopping = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #verified: VerifiedKey[] = [];
  #eventsOfKey = 0;
  #keptEvents = 0;
  #writing: Promise<void> = Promise.resolve();
  run: AuditRun;

  constructor(scope: AuditScope, deps: VerificationDeps) {
    this.#deps = deps;
    this.#scope = scope;
    const nothing = { keys: 0, keysToCheck: 0, events: 0, breaks: 0, checkpointLines: 0 };
    this.run = { runId: newJobId(), scope, state: "running", startedAt: new Date().toISOString(), ...nothing };
  }

  /** Verifies, keeps what it finds, and never throws. */
  async finish(): Promise<void> {
    const limit = setTimeout(() => this.#stopping.abort(new StoppedError(tooLong)), maxRunMs);
    const telling = setInterval(() => this.#write(() => this.#deps.results.keepRun(this.run)), tellEveryMs);
    const end = await this.#verify();
    clearTimeout(limit);
    clearInterval(telling);
    this.#flush();
    this.run = { ...this.run, ...end, endedAt: new Date().toISOString() };
    this.#write(() => this.#deps.results.keepRun(this.run));
    if (end.state === "done" && this.#scope.kind === "all") this.#write(() => this.#deps.results.keepWhole(this.run));
    this.#write(() => this.#deps.results.forgetRuns(keptRuns));
    await this.#writing;
    this.#ended.resolve();
  }

  async stop(because: string): Promise<void> {
    this.#stopping.abort(new StoppedError(because));
    await this.#ended.promise;
  }

  async #verify(): Promise<Pick<AuditRun, "state" | "error">> {
    try {
      const known = new Set((await this.#deps.results.breaks(mostKnown)).map(({ keyId }) => keyId));
      const options = {
        trusted: this.#deps.trustedKeys(),
        onProgress: (news: VerifyNews) => this.#note(news, known),
      };
      const { verifier } = this.#deps;
      await (this.#scope.kind === "all" ? verifier.all(options) : verifier.key(this.#scope.keyId, options));
      return { state: "done" };
    } catch (err) {
      if (err instanceof StoppedError) return { state: "stopped", error: err.message };
      this.#deps.logger.warn({ err }, "A verification could not go on");
      return { state: "failed", error: firstLine(err) };
    }
  }

  #note(news: VerifyNews, known: Set<string>): void {
    this.#stopping.signal.throwIfAborted();
    switch (news.kind) {
      case "lines":
        this.#noteLines(news.report, news.keys);
        this.#keepBreak("", news.report.breaks[0], known);
        break;
      case "events":
        this.#eventsOfKey += news.count;
        this.run = { ...this.run, events: this.#keptEvents + this.#eventsOfKey };
        break;
      case "key":
        this.#noteKey(news.result, known);
        break;
    }
  }

  #noteLines({ checkpoints }: VerifyReport, keysToCheck: number): void {
    this.run = { ...this.run, keysToCheck, checkpointLines: checkpoints.lines, trust: checkpoints.trust };
  }

  #noteKey({ keyId, broken, checked, lastSeq, signedSeq }: KeyResult, known: Set<string>): void {
    // A misspelt name: whoever may read could raise an alarm that stays.
    if (broken?.isUnknownKey) throw new StoppedError("Nothing is on the record of this lock key.");
    this.#keptEvents += checked.events;
    this.#eventsOfKey = 0;
    const keys = this.run.keys + 1;
    const keysToCheck = Math.max(keys, this.run.keysToCheck);
    this.run = { ...this.run, keys, keysToCheck, events: this.#keptEvents };
    this.#verified.push({ keyId, at: new Date().toISOString(), seq: lastSeq, signedSeq });
    if (this.#verified.length >= keysPerWrite) this.#flush();
    this.#keepBreak(keyId, broken, known);
  }

  #keepBreak(keyId: string, broken: RecordBreak | undefined, known: Set<string>): void {
    const { results } = this.#deps;
    if (!broken) {
      if (known.has(keyId)) this.#write(() => results.removeBreak(keyId));
      return;
    }
    this.run = { ...this.run, breaks: this.run.breaks + 1 };
    this.#deps.logger.error({ ...broken }, "The record does not hold");
    this.#write(() => results.keepBreak(foundBreak(broken, this.#scope)));
  }

  #flush(): void {
    const verified = this.#verified;
    this.#verified = [];
    if (verified.length > 0) this.#write(() => this.#deps.results.keepKeys(verified));
  }

  /** One after the other; what storage does not take is only not remembered. */
  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch((err: unknown) => {
      this.#deps.logger.warn({ err }, "What a verification found could not be kept");
    });
  }
}

function foundBreak({ keyId, place, seq, reason }: RecordBreak, scope: AuditScope): FoundBreak {
  const name = scope.kind === "key" && scope.keyId === keyId ? scope : parseKeyId(keyId);
  return {
    keyId,
    // A long name is hashed in its id; then the id has to do.
    lockKey: name?.lockKey ?? keyId,
    tenantId: name?.tenantId ?? "",
    at: place,
    ...(seq === undefined ? {} : { seq }),
    what: reason,
    foundAt: new Date().toISOString(),
  };
}

function firstLine(err: unknown): string {
  const text = err instanceof Error ? err.message : String(err);
  return text.split("\n", 1)[0] ?? "";
}
