import { type CircuitSettings, limits } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import {
  type AttemptWord,
  type Circuit,
  type CircuitEnd,
  type Circuits,
  circuitWait,
  closedCircuit,
  type LimitRow,
  type StorageClock,
  withEnds,
  withProbe,
} from "@baton/store";

export type TypeCircuitDeps = {
  circuits: Pick<Circuits, "read" | "replace">;
  clock: Pick<StorageClock, "now">;
  random: () => number;
  logger: Logger;
};

/** What was read so long ago still stands while the circuit is closed. */
const freshMs = 1000;
/** Ends of attempts are noted together, at most so often, unless they change whether jobs may start. */
const noteEveryMs = 1000;
/** Between two looks at probes that run, at least; it grows with the time that they take. */
const probeLookMs = 500;

/**
 * A worker's view of one type's circuit: whether an attempt may start, and what those that have ended say. While it is
 * open nothing is read; while it is closed, what was read within a second is taken.
 */
export class TypeCircuit {
  readonly #type: string;
  readonly #settings: CircuitSettings;
  readonly #deps: TypeCircuitDeps;
  #row: LimitRow<Circuit> | undefined;
  #knownAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  /** How often the circuit had opened when an attempt began, by job. */
  readonly #begun = new Map<string, number>();
  #ends: CircuitEnd[] = [];
  #notedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #noting: Promise<void> | undefined;
  /** The last note did not reach storage. */
  #hasFailed = false;
  #isStopped = false;

  constructor(type: string, settings: CircuitSettings, deps: TypeCircuitDeps) {
    this.#type = type;
    this.#settings = settings;
    this.#deps = deps;
  }

  /** Until when nothing of the type may start; undefined when something may. */
  async waitsUntil(): Promise<number | undefined> {
    if (!this.#isKnown) await this.#learn();
    const now = this.#now();
    const until = circuitWait(this.#circuit, now);
    if (until === undefined || this.#circuit.phase === "open") return until;
    // The probes may be over at any time. The longer they take, the fewer looks.
    const lookMs = Math.max(probeLookMs, (now - this.#circuit.changedAt) / 2) * (0.5 + this.#deps.random());
    return Math.min(until, now + Math.ceil(lookMs));
  }

  /** False when the attempt must not start. In the same turn while the circuit is known to be closed. */
  enter(jobId: string): boolean | Promise<boolean> {
    if (this.#isKnown && this.#circuit.phase === "closed") return this.#begin(jobId);
    return this.#enterKnown(jobId);
  }

  /** What an attempt that has entered says by its end. */
  ended(jobId: string, word: AttemptWord): void {
    const openings = this.#begun.get(jobId);
    this.#begun.delete(jobId);
    if (openings === undefined || (word === "nothing" && this.#circuit.phase === "closed")) return;
    this.#ends.push({ jobId, openings, word });
    this.#noteSoon();
  }

  /** Notes what has not been noted yet. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#noting;
    if (this.#ends.length > 0) await this.#note();
    clearTimeout(this.#timer);
  }

  async #enterKnown(jobId: string): Promise<boolean> {
    for (;;) {
      if (!this.#isKnown) await this.#learn();
      if (this.#circuit.phase === "closed") return this.#begin(jobId);
      if (circuitWait(this.#circuit, this.#now()) !== undefined) return false;
      if (await this.#replace(withProbe(this.#circuit, jobId, this.#now()))) return this.#begin(jobId);
    }
  }

  #begin(jobId: string): true {
    this.#begun.set(jobId, this.#circuit.openings);
    return true;
  }

  /** What is being noted may open it. */
  get #isKnown(): boolean {
    if (this.#noting) return false;
    return this.#isOpen || performance.now() - this.#knownAt < freshMs;
  }

  get #isOpen(): boolean {
    return this.#circuit.phase === "open" && circuitWait(this.#circuit, this.#now()) !== undefined;
  }

  get #circuit(): Circuit {
    const settings = this.#settings;
    return this.#row ? { ...this.#row.state, settings } : closedCircuit(this.#type, settings, this.#now());
  }

  /** One read at a time, whoever asks; a note that is under way may tell as much. */
  async #learn(): Promise<void> {
    await this.#noting;
    if (this.#isKnown) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    this.#know(await this.#deps.circuits.read(this.#type));
  }

  #know(row: LimitRow<Circuit> | undefined): void {
    this.#row = row;
    this.#knownAt = performance.now();
  }

  /** At once when it decides whether jobs may start. */
  #noteSoon(): void {
    if (this.#noting || this.#isStopped) return;
    const inMs = this.#isUrgent ? 0 : Math.max(0, this.#notedAt + noteEveryMs - performance.now());
    if (inMs === 0) void this.#note();
    else this.#timer ??= setTimeout(() => void this.#note(), inMs);
  }

  get #isUrgent(): boolean {
    if (this.#hasFailed) return false;
    const circuit = this.#circuit;
    return circuit.phase !== "closed" || withEnds(circuit, this.#ends, this.#now()).phase !== "closed";
  }

  async #note(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ends = this.#ends.splice(0);
    this.#noting = this.#noteAll(ends)
      .catch((err) => this.#keep(ends, err))
      .finally(() => {
        this.#noting = undefined;
      });
    await this.#noting;
    this.#notedAt = performance.now();
    if (this.#ends.length > 0) this.#noteSoon();
  }

  /** For another try, a while later. */
  #keep(ends: CircuitEnd[], err: unknown): void {
    this.#deps.logger.debug({ err, type: this.#type }, "Ends of attempts were not noted in the circuit yet");
    this.#hasFailed = true;
    this.#ends = [...ends, ...this.#ends].slice(-limits.maxCircuitWindow);
  }

  async #noteAll(ends: CircuitEnd[]): Promise<void> {
    for (;;) {
      const before = this.#circuit;
      const after = withEnds(before, ends, this.#now());
      if (after === before || (await this.#replace(after))) {
        this.#hasFailed = false;
        return this.#tell(before, after);
      }
    }
  }

  /** False when somebody else has changed it meanwhile: that is known then. */
  async #replace(circuit: Circuit): Promise<boolean> {
    const { isWritten, row } = await this.#deps.circuits.replace(circuit, this.#row);
    this.#know(row);
    return isWritten;
  }

  #tell(before: Circuit, { phase, openUntil }: Circuit): void {
    if (phase === before.phase) return;
    const { logger } = this.#deps;
    const [type, until] = [this.#type, new Date(openUntil).toISOString()];
    if (phase === "closed") logger.info({ type }, "Circuit closed: jobs of this type start again");
    else logger.warn({ type, until }, "Circuit open: attempts of this type fail, and none starts until then");
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
