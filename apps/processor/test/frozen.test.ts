import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { expectNothingStale, freeze, runningBehindProxy } from "./frozen-worker.ts";

const steps = 60;

test("a worker that was stopped for longer than its lease wakes up, is refused, and writes nothing more", async () => {
  const system = await setup();
  const { proxy, victim, other, jobId } = await runningBehindProxy(system, "default", steps);
  const { wake } = await freeze(system, victim, proxy, { parentToo: false });

  const resumed = await system.until("resumed", jobId, ({ events }) => events.some(isResumed), 40_000);
  expect(resumed.job.workerId).toBe(other.name);
  // What the stopped worker had sent arrives now, and the store refuses it.
  expect(await proxy.release()).toEqual([412]);
  wake();
  // By itself, or by its watchdog, which may be quicker.
  await eventually("the woken worker to say that its lock is lost", () => /Lock lost|Trust in a lock/.test(victim.log));

  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Completed", attempts: 2, result: { steps } });
  expect(events.filter(({ status }) => status === "Step")).toHaveLength(steps);
  expectNothingStale(await system.ledger());

  // It is a worker like any other again.
  await other.stopNow();
  const next = await system.submit({ type: "probe" });
  expect((await system.ended(next)).job).toMatchObject({ status: "Completed", workerId: victim.name });
  expectNothingStale(await system.ledger());
});

function isResumed({ status }: { status: string }): boolean {
  return status === "Resumed";
}
