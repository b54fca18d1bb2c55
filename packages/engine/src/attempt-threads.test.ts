import { monotonicNow, SharedDeadline } from "@baton/lease";
import { createLogger, identifyProcess } from "@baton/runtime";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Abort } from "./attempt-abort.ts";
import { type AttemptCall, AttemptThreads, type ThreadEvent } from "./attempt-threads.ts";
import { Backlog } from "./backlog.ts";
import type { AttemptTask } from "./thread-protocol.ts";

const never = new Promise<never>(() => undefined);
const logger = createLogger({ level: "silent", base: { app: "test" }, readable: false });

test("what job code says just before it crashes is told before the attempt is over", async () => {
  const threads = await threadsWith(`
    setImmediate(() => {
      for (let line = 1; line <= 400; line += 1) ctx.log("line " + line);
      throw new Error("at last");
    });
    return new Promise(() => undefined);`);
  for (let round = 1; round <= 5; round += 1) {
    const said: ThreadEvent[] = [];
    const end = await threads.run(call({ onEvent: (event) => said.push(event) }));
    expect(end).toMatchObject({ kind: "died", error: { message: "at last" } });
    expect(said).toHaveLength(400);
  }
});

test("no code begins for an attempt that has been told to end", async () => {
  const threads = await threadsWith(`ctx.log("begun"); return "done";`);
  const said: ThreadEvent[] = [];
  const abort = Promise.resolve<Abort>({ reason: "shutdown", graceMs: 60_000 });
  const end = await threads.run(call({ abort, onEvent: (event) => said.push(event) }));
  expect(end).toMatchObject({ kind: "died", aborted: "shutdown" });
  expect(said).toEqual([]);
});

test("no code begins under a lock that was lost on the way to the thread", async () => {
  const threads = await threadsWith(`ctx.log("begun"); return "done";`);
  const said: ThreadEvent[] = [];
  const end = await threads.run(call({ onEvent: (event) => said.push(event) }, { deadline: deadlineIn(-1) }));
  expect(end).toMatchObject({ kind: "threw", error: { message: "The attempt must end: lock-lost" } });
  expect(said).toEqual([]);
});

test("an attempt whose thread never gets ready ends when it is told to, and the next one gets another thread", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const threads = await threadsWith(`return "done";`);
  const first = threads.run(call());
  vi.stubEnv("JOBS_HANG", "yes");
  const abort = first.then<Abort>(() => ({ reason: "timed-out", graceMs: 60_000 }));
  expect(await threads.run(call({ abort }))).toMatchObject({ kind: "died", aborted: "timed-out" });
  vi.stubEnv("JOBS_HANG", "");
  expect(await threads.run(call())).toMatchObject({ kind: "returned", aborted: undefined });
});

test("a job that returned in time has done so, whatever comes while its thread is cleared up", async () => {
  const threads = await threadsWith(`
    const { spawn } = await import("node:child_process");
    const child = spawn("sleep", ["600"], { stdio: "ignore" });
    await new Promise((resolve) => child.once("spawn", resolve));
    ctx.log(String(child.pid));
    return "done";`);
  const { promise: abort, resolve } = Promise.withResolvers<Abort>();
  // The time is over in the moment in which what the job left behind is ended.
  const timeOut = async (event: ThreadEvent) => {
    if (event.kind !== "log") return;
    await vi.waitUntil(() => !identifyProcess(Number(event.message)), { interval: 1, timeout: 10_000 });
    resolve({ reason: "timed-out", graceMs: 60_000 });
  };
  const end = await threads.run(call({ abort, onEvent: (event) => void timeOut(event) }));
  expect(end).toMatchObject({ kind: "returned", aborted: undefined });
});

async function threadsWith(body: string): Promise<AttemptThreads> {
  const threads = new AttemptThreads({
    modules: [jobModule(body)],
    size: 2,
    maxOldGenerationMb: 64,
    onStuck: () => undefined,
    logger,
  });
  onTestFinished(() => threads.stop());
  await threads.start();
  return threads;
}

function jobModule(body: string): string {
  return `data:text/javascript,${encodeURIComponent(`
    if (process.env.JOBS_HANG) await new Promise(() => setInterval(() => undefined, 1000));
    const input = { safeParse: (data) => ({ success: true, data }) };
    export const job = { type: "test", input, run: async (input, ctx) => { ${body} } };`)}`;
}

function call(given: Partial<AttemptCall> = {}, task: Partial<AttemptTask> = {}): AttemptCall {
  return { task: { ...usualTask(), ...task }, onEvent: () => undefined, abort: never, lockLost: never, ...given };
}

function usualTask(): AttemptTask {
  return {
    job: { type: "test" } as AttemptTask["job"],
    payloadText: "{}",
    attempt: 1,
    fence: 1,
    recordedSteps: [],
    backlog: new Backlog().buffer,
    deadline: deadlineIn(60_000),
  };
}

function deadlineIn(ms: number): SharedArrayBuffer {
  const deadline = new SharedDeadline();
  deadline.set(monotonicNow() + ms);
  return deadline.buffer;
}
