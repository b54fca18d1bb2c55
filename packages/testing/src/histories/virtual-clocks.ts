import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { currentProcess, VirtualTimer } from "./virtual-process.ts";

/**
 * Gives code that runs in a virtual process that process's timers and clocks: `setTimeout`, the one of
 * `node:timers/promises`, `setImmediate`, `AbortSignal.timeout`, `Date`, `performance.now` and `process.hrtime.bigint`. All
 * other code goes on with the real ones. So the code under test needs no clock of its own to be given.
 * @returns a function that takes it back.
 */
export function installVirtualClocks(): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    delay: timersPromises.setTimeout,
    abortTimeout: AbortSignal.timeout,
    Date: globalThis.Date,
    performanceNow: performance.now,
    hrtime: process.hrtime.bigint,
  };
  globalThis.setTimeout = ((code: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    currentProcess()?.setTimer(() => code(...args), ms) ?? real.setTimeout(code, ms, ...args)) as typeof setTimeout;
  globalThis.clearTimeout = ((timer: unknown) =>
    timer instanceof VirtualTimer ? timer.clear() : real.clearTimeout(timer as NodeJS.Timeout)) as typeof clearTimeout;
  globalThis.setImmediate = ((code: (...args: unknown[]) => void, ...args: unknown[]) =>
    currentProcess()?.setImmediate(() => code(...args)) ?? real.setImmediate(code, ...args)) as typeof setImmediate;
  timersPromises.setTimeout = ((ms = 0, value: unknown, options: { signal?: AbortSignal } = {}) =>
    currentProcess() ? virtualDelay(ms, value, options.signal) : real.delay(ms, value, options)) as typeof real.delay;
  AbortSignal.timeout = (ms) => (currentProcess() ? virtualTimeout(ms) : real.abortTimeout.call(AbortSignal, ms));
  globalThis.Date = virtualDate(real.Date);
  performance.now = () => currentProcess()?.monotonicMs() ?? real.performanceNow.call(performance);
  process.hrtime.bigint = () => {
    const virtual = currentProcess();
    return virtual ? BigInt(Math.round(virtual.monotonicMs() * 1e6)) : real.hrtime.call(process.hrtime);
  };
  syncBuiltinESMExports();
  return () => {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    globalThis.setImmediate = real.setImmediate;
    timersPromises.setTimeout = real.delay;
    AbortSignal.timeout = real.abortTimeout;
    globalThis.Date = real.Date;
    performance.now = real.performanceNow;
    process.hrtime.bigint = real.hrtime;
    syncBuiltinESMExports();
  };
}

function virtualDelay(ms: number, value: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(new DOMException("The operation was aborted", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function virtualTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("The operation timed out", "TimeoutError")), ms);
  return controller.signal;
}

function virtualDate(RealDate: DateConstructor): DateConstructor {
  return class VirtualDate extends RealDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(VirtualDate.now());
      else super(...(args as [number]));
    }

    static override now(): number {
      return currentProcess()?.wallMs() ?? RealDate.now();
    }
  } as DateConstructor;
}
