import { newJobId } from "@baton/contracts";
import { eventually } from "@baton/harness";
import { Inbox, type InboxRow, Markers } from "@baton/store";
import { expect, onTestFinished, test } from "vitest";
import { executorOf } from "./counted-executor.ts";
import { CountedStore } from "./counted-store.ts";
import { rowOf } from "./waiting-jobs.ts";

const lingerMs = 1500;

test("a job that comes to a key that is held without work starts without a look at the inbox", async () => {
  const { store, inbox, executor, hasRun, put } = await idleKey();
  const row = rowOf("key-0", newJobId());
  const counts = await store.during(async () => {
    const { added } = await inbox.put([row], executor.expect([row.jobId]));
    expect(added && executor.arrived(added)).toBe(true);
    await hasRun(row);
  });
  // Its row, a look at what the record says of it, and its start; the end may be on its way, too.
  expect(counts.requests).toBeLessThanOrEqual(4);
  expect(counts.rows).toBeLessThanOrEqual(1);

  // The line goes on from there, and what others put there is seen, too.
  await put(rowOf("key-0", newJobId()));
});

test("what comes from somebody else in between makes it look", async () => {
  const { inbox, executor, hasRun } = await idleKey();
  const [theirs, ours] = [rowOf("key-0", newJobId()), rowOf("key-0", newJobId())];
  const before = executor.expect([ours.jobId]);
  await inbox.put([theirs]);
  expect(before).toBeDefined();
  expect(await inbox.put([ours], before)).toEqual({ refused: [] });
  executor.notice();
  await hasRun(theirs);
  await hasRun(ours);
});

test("a line that is held back is told by its holder, also when another worker has taken the key's marker away", async () => {
  const store = new CountedStore();
  const inbox = new Inbox({ inbox: store.client("inbox") });
  const { keyId, tenantId, lockKey } = { ...rowOf("key-0", newJobId()) };
  const command = { kind: "pause" as const, reason: "a test" };
  const createdAt = new Date().toISOString();
  await inbox.putCommand({
    keyId,
    tenantId,
    lockKey,
    commandId: newJobId(),
    command,
    by: { name: "tester" },
    createdAt,
  });
  const executor = await executorOf(store, "key-0", () => undefined);
  await executor.run();
  const marker = await new Markers({ inbox: store.client("inbox") }).read(keyId);
  expect(marker?.stopped).toBe("paused");
});

/** A key whose holder has run a job and waits for another. */
async function idleKey() {
  const store = new CountedStore();
  const inbox = new Inbox({ inbox: store.client("inbox") });
  const ran: string[] = [];
  const hasRun = ({ jobId }: InboxRow) => eventually(`${jobId} run`, async () => ran.includes(jobId), { everyMs: 1 });
  const executor = await executorOf(store, "key-0", (jobId) => ran.push(jobId), lingerMs);
  const put = async (row: InboxRow) => {
    await inbox.put([row]);
    executor.notice();
    await hasRun(row);
  };
  const first = rowOf("key-0", newJobId());
  await inbox.put([first]);
  const over = executor.run();
  onTestFinished(async () => {
    executor.stop();
    await over;
  });
  await hasRun(first);
  await eventually("a key without work", async () => executor.expect([]) !== undefined, { everyMs: 5 });
  return { store, inbox, executor, hasRun, put };
}
