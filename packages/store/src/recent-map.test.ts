import { expect, test } from "vitest";
import { RecentMap } from "./recent-map.ts";

test("what has not been written for longest is forgotten first", () => {
  const map = new RecentMap<string, number>(3);
  for (const [at, key] of ["a", "b", "c"].entries()) map.set(key, at);
  map.set("a", 10);
  map.set("d", 3);
  expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([10, undefined, 2, 3]);
});

test("an entry that is deleted makes room", () => {
  const map = new RecentMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.delete("b");
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});
