import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const steps = 12;

test("a more urgent job that comes while an interrupted one waits goes first, and both end once", async () => {
  const system = await setup();
  const [first, second] = await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const calm = await system.submit({ type: "probe", payload: { steps, stepMs: 300 } });
  const { job } = await system.until("under way", calm, ({ events }) => events.filter(isStep).length >= 3);
  const victim = job.workerId === first.name ? first : second;
  const child = await system.childPid(victim.name);
  // Both at once: the lock is free only when the lease has run out.
  victim.signal("SIGSTOP");
  process.kill(child, "SIGKILL");
  victim.signal("SIGKILL");
  const urgent = await system.submit({ type: "probe", priority: 9 });
  await system.until("in line", urgent, (detail) => detail.job.status === "Waiting");

  const [late, early] = await Promise.all([system.ended(calm, 60_000), system.ended(urgent, 60_000)]);
  expect(late.job).toMatchObject({ status: "Completed", attempts: 2, result: { steps } });
  expect(early.job).toMatchObject({ status: "Completed", attempts: 1 });
  const ledger = await system.ledger();
  const order = ledger.filter(({ status }) => ["Interrupted", "Started", "Completed"].includes(status));
  expect(order.map(({ status, jobId }) => [status, jobId === calm ? "calm" : "urgent"])).toEqual([
    ["Started", "calm"],
    ["Interrupted", "calm"],
    ["Started", "urgent"],
    ["Completed", "urgent"],
    ["Started", "calm"],
    ["Completed", "calm"],
  ]);
  expect(ledger.filter(isStep).filter(({ jobId }) => jobId === calm)).toHaveLength(steps);
  await inboxIsEmpty(system);
});

function inboxIsEmpty(system: TestSystem): Promise<boolean> {
  return eventually("the inbox to be empty", async () => {
    for await (const { rowKey } of system.storage.inbox.listEntities()) if (rowKey?.startsWith("wait:")) return false;
    return true;
  });
}

function isStep({ status }: { status: string }): boolean {
  return status === "Step";
}
