import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { Inbox, type InboxRow, InboxSweep, keyId, laterRow, Markers } from "../src/index.ts";

test("keys with rows that no marker tells of are marked again, and others are left alone", async () => {
  const { storage } = await setup();
  const [inbox, markers] = [new Inbox(storage), new Markers(storage)];
  const [waiting, later, told, empty] = ["waiting", "later", "told", "empty"].map((name) => keyId("default", name));
  await inbox.put([rowOf(waiting ?? "")]);
  await inbox.put([laterRow(rowOf(later ?? ""), new Date("2100-01-01T00:00:00Z"))]);
  await inbox.put([rowOf(told ?? "")]);
  await markers.setDue([told ?? ""]);
  const gone = rowOf(empty ?? "");
  await inbox.put([gone]);
  await inbox.remove((await inbox.firstRows(gone.keyId, 10)).waiting);

  const sweep = new InboxSweep(storage, markers);
  const { unmarked, unplaced } = await sweep.run(new AbortController().signal);
  expect(unmarked.toSorted()).toEqual([later, waiting].toSorted());
  expect(unplaced).toEqual([]);
  for (const key of [waiting, later, told]) expect((await markers.read(key ?? ""))?.dueAt).toEqual(new Date(0));
  expect(await markers.read(empty ?? "")).toBeUndefined();
  expect(await sweep.run(new AbortController().signal)).toEqual({ unmarked: [], unplaced: [] });
});

function rowOf(key: string): InboxRow {
  return {
    keyId: key,
    rowKey: "wait:9:01920000-0000-7000-8000-000000000001",
    jobId: "01920000-0000-7000-8000-000000000001",
    tenantId: "default",
    lockKey: key,
    type: "probe",
    name: "probe",
    priority: 0,
    createdAt: "2026-01-01T00:00:00.000Z",
    request: { kind: "inline", text: "{}" },
    receivedAt: "2026-01-01T00:00:00.000Z",
  };
}
