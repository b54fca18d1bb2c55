import { expect, test } from "vitest";
import { RunGate } from "./run-gate.ts";

const never = new AbortController().signal;
const [one, other, third] = [{}, {}, {}];

test("attempts run side by side while none must be alone", () => {
  const gate = new RunGate();
  expect([gate.enter(one), gate.enter(other), gate.isReserved]).toEqual([true, true, false]);
});

test("whoever must be alone waits for the others, lets no new ones in, and opens the gate again", async () => {
  const gate = new RunGate();
  gate.enter(one);
  gate.enter(other);
  let isAlone = false;
  const alone = gate.enterAlone(third, never).then((entered) => {
    isAlone = entered;
  });
  expect([gate.isReserved, gate.enter({})]).toEqual([true, false]);
  gate.leave(one);
  await Promise.resolve();
  expect(isAlone).toBe(false);
  gate.leave(other);
  await alone;
  expect([isAlone, gate.enter(one)]).toEqual([true, false]);
  gate.leave(third);
  expect([gate.isReserved, gate.enter(one)]).toEqual([false, true]);
});

test("of two that must be alone, the second one is turned away", async () => {
  const gate = new RunGate();
  expect(await gate.enterAlone(one, never)).toBe(true);
  expect(await gate.enterAlone(other, never)).toBe(false);
  gate.leave(one);
  expect(await gate.enterAlone(other, never)).toBe(true);
});

test("whoever gives up waiting to be alone lets the others go on", async () => {
  const gate = new RunGate();
  gate.enter(one);
  const givingUp = new AbortController();
  const alone = gate.enterAlone(other, givingUp.signal);
  givingUp.abort();
  expect(await alone).toBe(false);
  expect([gate.isReserved, gate.enter(third)]).toEqual([false, true]);
});
