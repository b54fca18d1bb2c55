import { expect, test } from "vitest";
import { OpenStreams } from "./open-streams.ts";

test("a holder has so many streams at a time; one that has ended makes room, once", () => {
  const streams = new OpenStreams(2);
  const end = streams.take("ann");
  expect(streams.take("ann")).toBeDefined();
  expect(streams.take("ann")).toBeUndefined();
  expect(streams.take("bea")).toBeDefined();
  end?.();
  end?.();
  expect(streams.take("ann")).toBeDefined();
  expect(streams.take("ann")).toBeUndefined();
});

test("0 is no limit", () => {
  const streams = new OpenStreams(0);
  for (let count = 0; count < 100; count++) expect(streams.take("local")).toBeDefined();
});
