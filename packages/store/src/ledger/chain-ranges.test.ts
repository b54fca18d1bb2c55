import { expect, test } from "vitest";
import { type ChainRange, joinedRanges } from "./chain-ranges.ts";

test.each<[string, ChainRange[], number, ChainRange[]]>([
  ["nothing", [], 5, []],
  [
    "ranges that touch",
    [
      [1, 2],
      [3, 4],
    ],
    0,
    [[1, 4]],
  ],
  [
    "ranges with a small gap",
    [
      [1, 2],
      [8, 9],
    ],
    5,
    [[1, 9]],
  ],
  [
    "ranges with a large gap",
    [
      [1, 2],
      [9, 9],
    ],
    5,
    [
      [1, 2],
      [9, 9],
    ],
  ],
  [
    "a range that is open",
    [
      [1, 2],
      [4, null],
    ],
    5,
    [[1, null]],
  ],
  [
    "an open range before a closed one",
    [
      [1, null],
      [4, 4],
    ],
    0,
    [[1, null]],
  ],
])("%s", (_name, ranges, gap, expected) => {
  expect(joinedRanges(ranges, gap)).toEqual(expected);
});
