import { AsyncLocalStorage } from "node:async_hooks";
import type { ScheduledEvent, Simulation } from "./simulation.ts";

export type VirtualClocks = {
  /** How fast this machine's clocks run; 1 is right. */
  rate: number;
  /** How far its wall clock is off. */
  wallOffsetMs: number;
};

/** What runs now: whose clocks and timers the code sees. */
const current = new AsyncLocalStorage<VirtualProcess>();

export function currentProcess(): VirtualProcess | undefined {
  return current.getStore();
}

const bootedMs = 1000;
/** What the right wall clock shows when the simulation begins. */
export const epochMs = Date.UTC(2026, 0, 1);

/**
 * A process of the model: code that runs in it reads its clocks and sets its timers. It can be frozen (its
 * clocks go on, nothing of it runs), suspended (its monotonic clock stands still as well) and killed.
 */
export class VirtualProcess {
  readonly name: string;
  readonly simulation: Simulation;
  readonly #clocks: VirtualClocks;
  #alive = true;
  /** What happened to it while it could not run, in the order in which it happened. */
  #held: (() => void)[] | undefined;
  #suspendedMs = 0;
  /** Since when it is suspended. */
  #suspendedAt: number | undefined;
  /** Times at which it could not run; none of them lies in the future. */
  readonly pauses: { from: number; to: number }[] = [];

  constructor(name: string, simulation: Simulation, clocks: VirtualClocks) {
    this.name = name;
    this.simulation = simulation;
    this.#clocks = clocks;
  }

  /** The simulation's time at which it was killed. */
  endedAt = Number.POSITIVE_INFINITY;
  wasSuspended = false;
  /** Told when it runs again. */
  onResumed: () => void = () => undefined;

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#held !== undefined;
  }

  monotonicMs(): number {
    const { now } = this.simulation;
    return bootedMs + ((this.#suspendedAt ?? now) - this.#suspendedMs) * this.#clocks.rate;
  }

  wallMs(): number {
    return Math.floor(epochMs + this.simulation.now * this.#clocks.rate + this.#clocks.wallOffsetMs);
  }

  /** Runs code as this process. */
  run<T>(code: () => T): T {
    return current.run(this, code);
  }

  /** Lets something reach this process at some time, if it can run then; else when it can again. */
  reach(at: number, code: () => void): ScheduledEvent {
    return this.simulation.schedule(at, () => this.#enter(code));
  }

  setTimer(code: () => void, ms: number): VirtualTimer {
    const timer = new VirtualTimer(this, code, this.monotonicMs() + Math.max(1, ms));
    timer.arm();
    return timer;
  }

  setImmediate(code: () => void): ScheduledEvent {
    return this.reach(this.simulation.now, code);
  }

  /** The simulation's time at which the monotonic clock shows `monotonicMs`, unless it is suspended till then. */
  whenMonotonic(monotonicMs: number): number {
    return this.simulation.now + Math.max(0, monotonicMs - this.monotonicMs()) / this.#clocks.rate;
  }

  kill(): void {
    this.#alive = false;
    this.endedAt = this.simulation.now;
    this.#resumePause();
    this.#held = undefined;
  }

  /** Stops running for a while; what reaches it waits, and then comes all at once. */
  pause(ms: number, { suspend }: { suspend: boolean }): void {
    if (!this.#alive || this.#held) return;
    const { now } = this.simulation;
    this.#held = [];
    this.pauses.push({ from: now, to: Number.POSITIVE_INFINITY });
    if (suspend) this.#suspendedAt = now;
    this.wasSuspended ||= suspend;
    this.simulation.schedule(now + ms, () => this.resume());
  }

  resume(): void {
    const held = this.#held;
    if (!held) return;
    this.#resumePause();
    this.#held = undefined;
    for (const [at, code] of held.entries()) this.reach(this.simulation.now + at * 0.001, code);
    this.onResumed();
  }

  #resumePause(): void {
    const { now } = this.simulation;
    const pause = this.pauses.at(-1);
    if (pause && this.#held) pause.to = now;
    if (this.#suspendedAt !== undefined) this.#suspendedMs += now - this.#suspendedAt;
    this.#suspendedAt = undefined;
  }

  #enter(code: () => void): void {
    if (!this.#alive) return;
    if (this.#held) this.#held.push(code);
    else this.run(code);
  }
}

/** What `setTimeout` gives to code that runs in a virtual process. */
export class VirtualTimer {
  readonly #process: VirtualProcess;
  readonly #code: () => void;
  readonly #dueMs: number;
  #event: ScheduledEvent | undefined;

  constructor(process: VirtualProcess, code: () => void, dueMs: number) {
    this.#process = process;
    this.#code = code;
    this.#dueMs = dueMs;
  }

  arm(): void {
    this.#event = this.#process.reach(this.#process.whenMonotonic(this.#dueMs), () => this.#fire());
  }

  clear(): void {
    this.#event?.cancel();
    this.#event = undefined;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  // A timer whose clock stood still meanwhile is not due yet.
  #fire(): void {
    if (!this.#event) return;
    if (this.#process.monotonicMs() < this.#dueMs - 0.001) {
      this.arm();
      return;
    }
    this.#event = undefined;
    this.#code();
  }
}
