import { expect, test } from "vitest";
import { StorageClock } from "./storage-clock.ts";

const epoch = Date.parse("2026-01-01T00:00:00.000Z");
const monotonicStart = 5_000;

/** A storage service whose clock can be set, asked over a way of so many milliseconds each way. */
function setup({ wayMs = 4 } = {}) {
  let now = monotonicStart;
  let storageAhead = epoch - monotonicStart;
  const clock = new StorageClock(() => now);
  const ask = () => {
    const sentAt = now;
    now += wayMs;
    const header = new Date(now + storageAhead).toUTCString();
    now += wayMs;
    clock.note(sentAt, now, header);
  };
  return {
    clock,
    ask,
    pass: (ms: number) => {
      now += ms;
    },
    setStorageBack: (ms: number) => {
      storageAhead -= ms;
    },
    aheadMs: () => clock.latestNow().getTime() - (now + storageAhead),
    behindMs: () => now + storageAhead - clock.now().getTime(),
    offMs: () => Math.abs(now + storageAhead - clock.likelyNow().getTime()),
  };
}

test("what it most likely is there is right to half a second after one answer, and to milliseconds after some", () => {
  const { ask, pass, offMs } = setup();
  ask();
  expect(offMs()).toBeLessThanOrEqual(510);
  for (let answer = 0; answer < 200; answer += 1) {
    pass(137);
    ask();
  }
  expect(offMs()).toBeLessThanOrEqual(10);
});

test("is never ahead of storage, and after some answers only milliseconds behind", () => {
  const { ask, pass, behindMs } = setup();
  ask();
  expect(behindMs()).toBeGreaterThanOrEqual(0);
  expect(behindMs()).toBeLessThanOrEqual(1008);
  for (let answer = 0; answer < 200; answer += 1) {
    pass(137);
    ask();
    expect(behindMs()).toBeGreaterThanOrEqual(0);
  }
  expect(behindMs()).toBeLessThan(30);
});

test("the latest that it can be there is never behind storage, and after some answers only milliseconds ahead", () => {
  const { ask, pass, aheadMs } = setup();
  ask();
  expect(aheadMs()).toBeGreaterThanOrEqual(0);
  expect(aheadMs()).toBeLessThanOrEqual(1008);
  for (let answer = 0; answer < 200; answer += 1) {
    pass(137);
    ask();
    expect(aheadMs()).toBeGreaterThanOrEqual(0);
  }
  expect(aheadMs()).toBeLessThan(30);
});

test("follows a storage clock that was set", () => {
  const { ask, pass, setStorageBack, behindMs } = setup();
  for (let answer = 0; answer < 50; answer += 1) {
    pass(137);
    ask();
  }
  setStorageBack(60_000);
  ask();
  expect(behindMs()).toBeGreaterThanOrEqual(0);
  expect(behindMs()).toBeLessThanOrEqual(1008);
});

test("goes by this machine's clock until the first answer, and by no answer without a date", () => {
  const { clock } = setup();
  clock.note(0, 1, undefined);
  clock.note(0, 1, "no date");
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  expect(clock.wallOffsetMs).toBe(0);
});

test("trusts this machine's clock as long as the answers allow it: order on the record is by one clock", () => {
  const clock = new StorageClock(() => performance.now());
  // The header tells the whole second only: the middle of what is possible is off by up to half of one.
  const now = performance.now();
  clock.note(now, now, new Date().toUTCString());
  expect(clock.wallOffsetMs).toBe(0);
  expect(Math.abs(clock.likelyNow().getTime() - Date.now())).toBeLessThan(5);
});

test("tells how far this machine's clock is ahead", () => {
  const clock = new StorageClock(() => performance.now());
  const now = performance.now();
  clock.note(now, now, new Date(Date.now() - 3_600_000).toUTCString());
  expect(Math.abs(clock.wallOffsetMs - 3_600_000)).toBeLessThan(1100);
});
