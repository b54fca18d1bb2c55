import type { EventStatus } from "@baton/contracts";
import { monotonicNow } from "@baton/lease";
import { WorkerRegistry } from "@baton/store";
import { type AppProcess, readProbe, setup, shiftedClock } from "@baton/testing";
import { expect, test } from "vitest";

const hourMs = 3_600_000;
const steps = 12;

test("two workers whose clocks are two hours apart keep the order, take over from each other and start nothing early", async () => {
  const system = await setup();
  const workers = await Promise.all([
    system.startWorker("ahead", shiftedClock(hourMs)),
    system.startWorker("behind", shiftedClock(-hourMs)),
  ]);
  const offsets = Object.fromEntries(
    (await new WorkerRegistry(system.storage).live()).map(({ workerId, clockOffsetMs }) => [workerId, clockOffsetMs]),
  );
  expect(Math.round((offsets["ahead"] ?? 0) / 1000 / 60)).toBe(60);
  expect(Math.round((offsets["behind"] ?? 0) / 1000 / 60)).toBe(-60);

  const dueAtMs = monotonicNow() + 8000;
  const later = await system.submit({ type: "probe", lockKey: "later", runAt: inMs(8000) });
  const jobIds: string[] = [];
  const submittedAt = Date.now();
  for (let job = 0; job < 4; job += 1)
    jobIds.push(await system.submit({ type: "probe", payload: { steps, stepMs: 150 } }));

  const [first = ""] = jobIds;
  const { job } = await system.until("under way", first, ({ events }) => events.filter(isStep).length >= 3);
  const victim = workers.find(({ name }) => name === job.workerId) as AppProcess;
  process.kill(await system.childPid(victim.name), "SIGKILL");

  const done = await Promise.all(jobIds.map((jobId) => system.ended(jobId, 60_000)));
  expect(done.map((detail) => detail.job.status)).toEqual(jobIds.map(() => "Completed"));
  for (const { events } of done) expect(events.filter(isStep)).toHaveLength(steps);
  expect(done[0]?.job.attempts).toBe(2);
  // Received by either, told by storage's time.
  for (const { job: one } of done) expect(Math.abs(Date.parse(one.queuedAt ?? "") - submittedAt)).toBeLessThan(60_000);

  const ledger = await system.ledger();
  const completed = ledger.filter((event) => event.status === "Completed").map((event) => event.jobId);
  expect(completed).toEqual(jobIds);
  const holds = ledger.filter((event) => event.status === "LockAcquired");
  for (const { data, workerId } of holds) {
    const { clockOffsetMs } = JSON.parse(data?.kind === "inline" ? data.text : "{}") as { clockOffsetMs: number };
    expect(Math.sign(clockOffsetMs)).toBe(workerId === "ahead" ? 1 : -1);
  }

  expect((await system.ended(later)).job.status).toBe("Completed");
  const start = readProbe(system.env["PROBE_FILE"] ?? "").find((line) => line.jobId === later);
  expect(start?.atMs).toBeGreaterThanOrEqual(dueAtMs - 5);
  expect(start?.atMs).toBeLessThan(dueAtMs + 5000);
  await system.ledger("later");
});

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

function isStep({ status }: { status: EventStatus }): boolean {
  return status === "Step";
}
