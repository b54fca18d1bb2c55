import { type AppProcess, eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";

type Line = { app: string; level: number; msg: string; keyId?: string; rule?: string };

test("a signal makes a worker tell more, its child and the next child too, and another one less again", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const ofChild = () => linesOf(worker).filter(({ app }) => app === "processor");
  const changes = () => ofChild().filter(({ msg }) => msg === "Log level changed");
  expect(ofChild().filter(({ level }) => level < 30)).toEqual([]);

  worker.signal("SIGUSR2");
  await eventually("the child to tell more", () => changes().length === 1);
  await system.ended(await system.submit({ type: "probe" }));
  expect(ofChild().filter(({ level }) => level === 20)).not.toEqual([]);

  const first = await system.childPid("worker-1");
  process.kill(first, "SIGUSR2");
  process.kill(first, "SIGKILL");
  await eventually("the next child to tell more", () => changes().length === 2);

  worker.signal("SIGUSR2");
  await eventually("the child to tell less", () => changes().length === 3);
  const told = ofChild().length;
  await system.ended(await system.submit({ type: "probe" }));
  const later = ofChild().slice(told);
  expect(later).not.toEqual([]);
  expect(later.filter(({ level }) => level < 30)).toEqual([]);
});

test("a child to which the signal comes goes on, and leaves the word to its parent", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const pid = await eventually("the worker to be listed", () => system.childPid("worker-1").catch(() => undefined));
  process.kill(pid, "SIGUSR2");
  await system.ended(await system.submit({ type: "probe" }));
  expect(await system.childPid("worker-1")).toBe(pid);
  expect(linesOf(worker).filter(({ msg }) => msg === "Log level changed")).toEqual([]);
});

test("at debug a worker tells by which rule it does not pick a key, once", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", { LOG_LEVEL: "debug", WORKER_CONCURRENCY: "1" });
  const busy = await system.submit({ type: "probe", lockKey: "busy", payload: { stepMs: 600_000 } });
  await system.until("to run", busy, ({ job }) => job.status === "Running");
  await system.submit({ type: "probe", lockKey: "other" });
  await eventually("the rule to be told", () => rulesOf(worker, "other").length > 0);
  const second = await system.startWorker("worker-2", { LOG_LEVEL: "debug" });
  await system.submit({ type: "probe", lockKey: "busy" });
  await system.submit({ type: "probe", lockKey: "later", delayMs: 600_000 });
  await eventually("the rule to be told", () => rulesOf(second, "busy", worker).includes("held-elsewhere"));
  await eventually("the rule to be told", () => rulesOf(second, "later", worker).includes("not-due"));
  expect(rulesOf(worker, "other")).toEqual(["no-free-slot"]);
});

function linesOf(worker: AppProcess): Line[] {
  const whole = worker.log.split("\n").slice(0, -1);
  return whole.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Line);
}

/** By which rules a key was not picked, by one worker or more. */
function rulesOf(worker: AppProcess, lockKey: string, other?: AppProcess): string[] {
  const lines = [worker, ...(other ? [other] : [])].flatMap(linesOf);
  const ofKey = lines.filter(({ msg, keyId = "" }) => msg === "Key not picked" && keyId.endsWith(`.${lockKey}`));
  return ofKey.map(({ rule = "" }) => rule);
}
