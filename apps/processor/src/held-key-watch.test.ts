import { setTimeout as delay } from "node:timers/promises";
import { createLogger } from "@baton/runtime";
import { expect, onTestFinished, test } from "vitest";
import { HeldKeyWatch } from "./held-key-watch.ts";

/** A watch whose looks are told apart by the waits between them. */
function setup(
  holders: Record<string, string | undefined>,
  afterFree = async (_watch: HeldKeyWatch): Promise<void> => undefined,
) {
  const looks: string[][] = [];
  const freed: string[] = [];
  const slots = { free: 4 };
  const watch = new HeldKeyWatch({
    holderOf: async (keyId) => {
      looks.at(-1)?.push(keyId);
      return holders[keyId];
    },
    onFree: async (keyId) => {
      freed.push(keyId);
      void afterFree(watch);
    },
    hasFreeSlot: () => slots.free > 0,
    wait: async () => {
      looks.push([]);
      await delay(1);
    },
    logger: createLogger({ level: "silent", base: {}, readable: false }),
  });
  onTestFinished(() => watch.stop());
  for (const keyId of Object.keys(holders)) watch.add(keyId);
  const rounds = async (count: number) => {
    const until = looks.length + count;
    while (looks.length < until) await delay(1);
  };
  return { watch, holders, looks, freed, slots, rounds };
}

test("one key is looked at at a time, each in its turn", async () => {
  const { looks, rounds } = setup({ a: "one", b: "other", c: "one" });
  await rounds(7);
  expect(looks.slice(0, 6)).toEqual([["a"], ["b"], ["c"], ["a"], ["b"], ["c"]]);
});

test("where one key of a holder is free, its others are looked at at once", async () => {
  const { looks, holders, freed, rounds } = setup({ a: "one", b: "other", c: "one", d: "one" });
  await rounds(5);
  holders["a"] = undefined;
  holders["c"] = undefined;
  holders["d"] = undefined;
  await rounds(6);
  expect(freed.toSorted()).toEqual(["a", "c", "d"]);
  expect(looks.filter((look) => look.length === 3)).toHaveLength(1);
});

test("nothing is asked while there is no free slot, nor for keys that have no work any more", async () => {
  const { watch, looks, slots, rounds } = setup({ a: "one", b: "one" });
  slots.free = 0;
  await rounds(4);
  expect(looks.flat()).toEqual([]);
  slots.free = 1;
  watch.keepOnly((keyId) => keyId === "b");
  await rounds(3);
  expect(new Set(looks.flat())).toEqual(new Set(["b"]));
});

test.each(Array.from({ length: 12 }, (_, turns) => turns))(
  "a key that is added %i turns after the last one went is watched",
  async (turns) => {
    const { looks, holders, rounds } = setup({ a: undefined }, async (watch) => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      watch.add("b");
    });
    holders["b"] = "one";
    await rounds(3);
    expect(looks.flat()).toContain("b");
  },
);
