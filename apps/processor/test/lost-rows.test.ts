import { Inbox, keyId, laterRowKey } from "@baton/store";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { order } from "./order.ts";

test("a job that only its record knows is put back in line by the leader's sweep, and runs once", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const retrying = await system.submit({
    type: "demo",
    lockKey: "retries",
    payload: { steps: 1, stepMs: 1, failAt: 1 },
    maxAttempts: 2,
    backoff: { initialMs: 3_600_000, maxMs: 3_600_000 },
  });
  const planned = await system.submit({ type: "probe", delayMs: 3000 });
  await system.until("retrying", retrying, ({ job }) => job.status === "Retrying");
  await system.until("scheduled", planned, ({ job }) => job.status === "Scheduled");
  // On its key's record from here on.
  await order(system, { kind: "set-priority", jobId: planned, priority: 5 });
  await system.until("on the record", planned, ({ job }) => job.priority === 5);

  const inbox = new Inbox(system.storage);
  const rowsOf = (lockKey: string, jobId: string) => inbox.rowsOf(keyId("default", lockKey), jobId, []);
  await inbox.remove(await rowsOf("retries", retrying));
  await inbox.remove(await rowsOf("default", planned));

  const { job, events } = await system.ended(planned);
  expect(job).toMatchObject({ status: "Completed", attempts: 1 });
  expect(events.filter(({ status }) => status === "Started")).toHaveLength(1);
  const { runAt } = (await system.until("told", retrying, () => true)).job;
  const rows = await eventually("its row", async () => {
    const found = await rowsOf("retries", retrying);
    return found.length > 0 && found;
  });
  expect(rows).toMatchObject([{ rowKey: laterRowKey(new Date(runAt ?? ""), retrying), runAt }]);
  await order(system, { kind: "cancel", jobId: retrying, reason: "seen" }, "retries");
  await system.verifyAll();
});
