import { newJobId } from "@baton/contracts";
import { type LineDeps, type LineStop, WaitingLine } from "@baton/engine";
import { Inbox, type InboxRow, keyId, laterRow, Markers, waitRowKey } from "@baton/store";
import { expect, test } from "vitest";
import { CountedStore } from "./counted-store.ts";
import { rowOf } from "./waiting-jobs.ts";

/** More than a look sees. */
const many = 120;
const key = keyId("default", "key-0");
const soon = () => new Date(Date.now() + 600_000);

test("the job for which a line is held is found behind all others when its time has come", async () => {
  const { inbox, markers, line } = lineOf({ stop: () => ({ kind: "held", jobId: held.jobId, until: new Date() }) });
  const held = rowOf("key-0", newJobId());
  await putMany(inbox, urgent);
  await inbox.put([laterRow(held, new Date(Date.now() - 1))]);
  await markers.setDue([key]);
  expect(await line.next()).toMatchObject({ kind: "job", row: { jobId: held.jobId } });
  line.invalidate();
  expect(await line.next()).toMatchObject({ kind: "job", row: { jobId: held.jobId } });
});

test("a job behind many that are held back is found before the line counts as settled", async () => {
  const { inbox, markers, line } = lineOf({
    heldBack: async ({ type }) =>
      type === "limited" ? { rule: "circuit" as const, until: soon(), holdsLine: false } : undefined,
  });
  expect((await line.next()).kind).toBe("nothing");
  await putMany(inbox, limited);
  const free = rowOf("key-0", newJobId());
  await inbox.put([free]);
  await markers.setDue([key]);
  line.invalidate();
  expect(await line.settleMarker()).toBe(false);
  expect(await line.next()).toMatchObject({ kind: "job", row: { jobId: free.jobId } });
});

test("a line from which nothing can run tells by which rule", async () => {
  const until = soon();
  let stop: LineStop | undefined;
  const { inbox, markers, line } = lineOf({
    stop: () => stop,
    heldBack: async ({ type }) => (type === "limited" ? { rule: "type-rate", until, holdsLine: false } : undefined),
    whoKnows: async (type) => (type === "strange" ? "nobody" : "here"),
  });
  const saysAfter = async (...rows: InboxRow[]) => {
    await inbox.put(rows);
    await markers.setDue([key]);
    line.invalidate();
    await line.next();
    return line.notPicked;
  };
  const later = laterRow(rowOf("key-0", newJobId()), until);
  expect(await saysAfter(later)).toMatchObject({ rule: "not-due" });
  expect(await saysAfter({ ...rowOf("key-0", newJobId()), type: "strange" })).toEqual({
    rule: "unknown-type",
    type: "strange",
  });
  const first = urgent({ ...rowOf("key-0", newJobId()), type: "limited" });
  expect(await saysAfter(first)).toEqual({ rule: "type-rate", type: "limited", until });
  stop = { kind: "paused" };
  expect(await saysAfter(rowOf("key-0", newJobId()))).toEqual({ rule: "paused" });
  stop = { kind: "held", jobId: "another", until };
  expect(await saysAfter(rowOf("key-0", newJobId()))).toEqual({ rule: "held-for-retry", jobId: "another", until });
  stop = undefined;
  expect(await saysAfter(rowOf("key-0", newJobId()))).toBeUndefined();
});

function lineOf(deps: Partial<LineDeps>) {
  const client = new CountedStore().client("inbox");
  const [inbox, markers] = [new Inbox({ inbox: client }), new Markers({ inbox: client })];
  const line = new WaitingLine(key, {
    inbox,
    markers,
    whoKnows: async () => "here",
    now: () => new Date(),
    stop: () => undefined,
    heldBack: async () => undefined,
    isGivenUp: () => false,
    settings: {},
    onPostponed: () => undefined,
    onCommands: () => undefined,
    ...deps,
  });
  return { inbox, markers, line };
}

const urgent = (row: InboxRow): InboxRow => ({ ...row, priority: 9, rowKey: waitRowKey(9, row.jobId) });
const limited = (row: InboxRow): InboxRow => ({ ...row, type: "limited" });

async function putMany(inbox: Inbox, change: (row: InboxRow) => InboxRow): Promise<void> {
  await inbox.put(Array.from({ length: many }, () => change(rowOf("key-0", newJobId()))));
}
