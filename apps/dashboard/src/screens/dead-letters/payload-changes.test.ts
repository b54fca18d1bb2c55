import { type Json, parseLossless } from "@baton/contracts";
import { expect, test } from "vitest";
import { payloadChanges } from "./payload-changes.ts";

const changes = (before: string, after: string) =>
  payloadChanges(parseLossless(before) as Json, parseLossless(after) as Json);

test("equal payloads have no changes", () => {
  expect(changes('{"a":[1,{"b":2}]}', '{"a":[1,{"b":2}]}')).toEqual([]);
});

test("what was changed, added and taken out is told by its path", () => {
  expect(changes('{"a":1,"b":{"c":"x","d":2},"l":[1,2]}', '{"a":3,"b":{"c":"x","e":null},"l":[1,2,3]}')).toEqual([
    { path: "a", before: 1, after: 3 },
    { path: "b.d", before: 2 },
    { path: "b.e", after: null },
    { path: "l.2", after: 3 },
  ]);
});

test("another kind of value is one change, also of the whole", () => {
  expect(changes('{"a":[1]}', '{"a":{"0":1}}')).toEqual([{ path: "a", before: [1], after: { 0: 1 } }]);
  expect(changes('"x"', "{}")).toEqual([{ path: "", before: "x", after: {} }]);
});

test("a digit that JavaScript cannot tell is a change", () => {
  const [change] = changes('{"id":9007199254740993}', '{"id":9007199254740992}');
  expect(JSON.stringify(change)).toBe('{"path":"id","before":9007199254740993,"after":9007199254740992}');
});
