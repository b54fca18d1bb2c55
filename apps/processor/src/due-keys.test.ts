import { createLogger } from "@baton/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DueKeys, timersAheadMs } from "./due-keys.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] }));
afterEach(() => void vi.useRealTimers());

const logger = createLogger({ level: "silent", base: {} });

/** A clock that is storage's, too; what was found due, and for when the broker was asked to wake. */
function setup() {
  const due: string[] = [];
  const wakes: number[] = [];
  const keys = new DueKeys({
    ladder: { wakeIn: async (seconds) => void wakes.push(seconds) },
    now: () => new Date(),
    onDue: async (keyId) => void due.push(keyId),
    workerId: "worker-1",
    logger,
  });
  return { keys, due, wakes, inMs: (ms: number) => new Date(Date.now() + ms) };
}

test("a key that is due soon is looked at when its time has come, and once", () => {
  const { keys, due, inMs } = setup();
  keys.expect("a", inMs(3000));
  keys.expect("a", inMs(3000), 200);
  vi.advanceTimersByTime(2999);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(due).toEqual(["a"]);
});

test("a key that becomes due earlier than expected is looked at then", () => {
  const { keys, due, inMs } = setup();
  keys.expect("a", inMs(4000));
  keys.expect("a", inMs(1000));
  vi.advanceTimersByTime(1000);
  expect(due).toEqual(["a"]);
  vi.advanceTimersByTime(4000);
  expect(due).toEqual(["a"]);
});

test("what is due later is left to the broker and the sweep", () => {
  const { keys, due, wakes, inMs } = setup();
  keys.postponed("a", inMs(timersAheadMs + 1000));
  vi.advanceTimersByTime(timersAheadMs + 1000);
  expect(due).toEqual([]);
  expect(wakes).toEqual([6]);
});

test("the broker is asked once for each time of a key", () => {
  const { keys, wakes, inMs } = setup();
  const [first, second] = [inMs(10_000), inMs(20_000)];
  for (const dueAt of [first, first, second, second]) keys.postponed("a", dueAt);
  expect(wakes).toEqual([10, 20]);
});

test("a worker that stops looks at nothing any more", () => {
  const { keys, due, inMs } = setup();
  keys.expect("a", inMs(1000));
  keys.stop();
  vi.advanceTimersByTime(5000);
  expect(due).toEqual([]);
});
