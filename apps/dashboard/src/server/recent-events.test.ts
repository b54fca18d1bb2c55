import type { JobEvent } from "@baton/contracts";
import { expect, test } from "vitest";
import { RecentEvents } from "./recent-events.ts";

test("events are kept for ten seconds, in their order, and never without bound", () => {
  let now = 0;
  const recent = new RecentEvents(() => now);
  const note = (eventId: string) => recent.note({ eventId } as JobEvent);
  note("a");
  now = 6000;
  note("b");
  expect(ids(recent)).toEqual(["a", "b"]);
  now = 10_001;
  expect(ids(recent)).toEqual(["b"]);
  for (let at = 0; at < 20_000; at += 1) note(String(at));
  expect(ids(recent)).toHaveLength(5000);
  expect(ids(recent).at(-1)).toBe("19999");
});

function ids(recent: RecentEvents): string[] {
  return recent.events.map(({ eventId }) => eventId);
}
