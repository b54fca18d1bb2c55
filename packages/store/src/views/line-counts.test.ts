import { expect, test } from "vitest";
import { LineCounts } from "./line-counts.ts";

const nobody = () => false;

test("few keys are all counted at once", async () => {
  const { counts, asked } = lineCounts();
  expect(await counts.look(["a", "b"], nobody)).toEqual({
    waiting: { count: 4, isAll: true },
    scheduled: { count: 2, isAll: true },
  });
  expect(asked).toEqual(["a", "b"]);
});

test("with many keys each look counts those that were counted longest ago", async () => {
  const { counts, asked, pass } = lineCounts();
  const keys = ["a", "b", "c", "d", "e", "f"];
  expect((await counts.look(keys, nobody)).waiting).toEqual({ count: 8, isAll: false });
  pass(1000);
  expect((await counts.look(keys, nobody)).waiting).toEqual({ count: 12, isAll: true });
  expect(asked).toEqual(["a", "b", "c", "d", "e", "f", "a", "b"]);
});

test("what was counted long ago is a lower bound only, and a key without work is forgotten", async () => {
  const { counts, pass } = lineCounts();
  const keys = ["a", "b", "c", "d", "e", "f"];
  await counts.look(keys, nobody);
  pass(31_000);
  expect((await counts.look(keys, nobody)).waiting).toEqual({ count: 12, isAll: false });
  expect((await counts.look(["a"], nobody)).waiting).toEqual({ count: 2, isAll: true });
});

test("a line that is longer than a request counts is not all", async () => {
  const { counts } = lineCounts(false);
  expect((await counts.look(["a"], nobody)).waiting).toEqual({ count: 2, isAll: false });
});

function lineCounts(isWhole = true) {
  const asked: string[] = [];
  let now = 0;
  const lineOf = async (keyId: string) => {
    asked.push(keyId);
    return { waiting: 2, later: 1, isWhole };
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { counts: new LineCounts({ lineOf }, () => now), asked, pass };
}
