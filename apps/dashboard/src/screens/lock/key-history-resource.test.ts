import type { JobEvent } from "@baton/contracts";
import { expect, test } from "vitest";
import { keyHistoryResource } from "./key-history-resource.ts";

const key = { tenantId: "default", lockKey: "a" };
const event = (seq: number, more: Partial<JobEvent> = {}): JobEvent => ({
  eventId: `k:${seq}`,
  keyId: "k",
  ...key,
  status: "Started",
  message: "",
  occurredAt: "2026-01-01T00:00:00.000Z",
  seq,
  ...more,
});
const page = (seqs: number[], cursor?: number) => ({
  events: seqs.map((seq) => event(seq)),
  ...(cursor === undefined ? {} : { cursor: String(cursor) }),
});
const seqsOf = ({ events }: { events: JobEvent[] }) => events.map(({ seq }) => seq);

test("older pages stay when the newest one is read again", () => {
  const resource = keyHistoryResource("/api", key, true);
  resource.pick(page([9, 8, 7], 7));
  expect(seqsOf(resource.extend(page([6, 5], 5)))).toEqual([9, 8, 7, 6, 5]);
  const again = resource.pick(page([10, 9, 8], 8));
  expect(seqsOf(again)).toEqual([10, 9, 8, 7, 6, 5]);
  expect(again.cursor).toBe("5");
});

test("what is known is forgotten when there is a gap after it", () => {
  const resource = keyHistoryResource("/api", key, true);
  resource.pick(page([3, 2, 1]));
  expect(resource.pick(page([30, 29], 29))).toEqual(page([30, 29], 29));
});

test("live events of the key are added, others and steps are not, and none to a span of the past", () => {
  const arrived = [event(4), event(4), event(5, { lockKey: "b" }), event(6, { status: "Step" }), event(0)];
  const live = keyHistoryResource("/api", key, true);
  expect(seqsOf(live.apply(live.pick(page([3])), arrived))).toEqual([4, 3]);
  const past = keyHistoryResource("/api", key, false);
  expect(seqsOf(past.apply(past.pick(page([3])), arrived))).toEqual([3]);
});
