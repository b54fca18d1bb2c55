import { setup } from "@baton/testing";
import { expect, test } from "vitest";

test.each([
  ["throwLater", "Failed", "thrown from a timer"],
  ["throwNothing", "Failed", "null"],
  ["throwAtLength", "Failed", "xxx"],
  ["rejectUnseen", "Failed", "rejected unseen"],
  ["exit", "Failed", "exited with code 7"],
  ["exhaustMemory", "Failed", "memory"],
  ["loop", "TimedOut", "longer than 1500 ms"],
])("job code that does its worst (%s) ends its own attempt and nothing else", async (way, status, reason) => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const pid = await system.childPid("worker-1");
  const timeoutMs = way === "loop" ? 1500 : 30_000;
  const bad = await system.submit({ type: "misbehave", payload: { way }, timeoutMs, maxAttempts: 1 });
  const next = await system.submit({ type: "probe" });

  const { job, events } = await system.ended(bad);
  expect(job.status).toBe("DeadLettered");
  expect(events.find((event) => event.status === status)?.message).toContain(reason);
  expect(events.filter((event) => event.status === "Step")).toHaveLength(1);
  expect((await system.ended(next)).job.status).toBe("Completed");
  expect(worker.exitCode).toBeNull();
  expect(await system.childPid("worker-1")).toBe(pid);
  await system.ledger();
});

test("what a job leaves running in its thread does not get onto the next job's record", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await system.ended(await system.submit({ type: "haunt" }));
  const { events } = await system.ended(await system.submit({ type: "probe", payload: { steps: 3, stepMs: 50 } }));
  expect(events.filter((event) => event.message === "from beyond")).toEqual([]);
});

test("a job that floods its log waits for the record, and every line is on it, in order", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const lines = 3000;
  const { job, events } = await system.ended(await system.submit({ type: "flood", payload: { lines } }), 60_000);
  expect(job).toMatchObject({ status: "Completed", attempts: 1 });
  const logged = events.filter((event) => event.status === "Log");
  // A line an event at first; the rest in chunks, so that a flood does not become a ledger of its own.
  expect(logged.length).toBeLessThan(1100);
  const rest = logged
    .slice(1000)
    .flatMap((chunk) => (chunk.data as { message: string }[]).map(({ message }) => message));
  const told = [...logged.slice(0, 1000).map(({ message }) => message), ...rest];
  expect(told).toEqual(Array.from({ length: lines }, (_, at) => `line ${at + 1}`));
  await system.ledger();
});
