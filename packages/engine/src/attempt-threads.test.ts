import { monotonicNow, SharedDeadline } from "@baton/lease";
import { createLogger, identifyProcess } from "@baton/runtime";
import { activeTraceparent, inSpan, startTracing } from "@baton/runtime/tracing";
import { TraceCollector } from "@baton/testing";
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

test("each step is a span below its attempt and what job code does in it, and none is lost at the attempt's end", async () => {
  const collector = new TraceCollector();
  const endpoint = await collector.start();
  const stopTracing = await startTracing({ endpoint, resource: { "service.name": "test" }, logger });
  onTestFinished(stopTracing);
  const threads = await threadsWith(`
    await ctx.step("outer", () => ctx.step("inner", () => 1));
    await ctx.step("failing", () => { throw new RangeError("no"); }).catch(() => undefined);
    for (let round = 1; round <= 300; round += 1) await ctx.step("round", () => round, { gather: true });`);
  const told: (string | undefined)[] = [];
  const backlog = new Backlog();
  const onEvent = (event: ThreadEvent, recorded: () => void) => {
    if (event.kind !== "step") return;
    told.push(event.traceparent?.slice(36, 52));
    if (event.gather) backlog.taken();
    else recorded();
  };
  await inSpan("attempt test", {}, () =>
    threads.run(call({ onEvent }, { traceparent: activeTraceparent(), backlog: backlog.buffer })),
  );
  await threads.stop();
  await stopTracing();
  const [attempt] = collector.named("attempt test");
  const parentOf = (name: string) => collector.named(name)[0]?.parentSpanId;
  expect(parentOf("step outer")).toBe(attempt?.spanId);
  expect(parentOf("step inner")).toBe(collector.named("step outer")[0]?.spanId);
  expect(collector.named("step failing")[0]).toMatchObject({ hasFailed: true, facts: { "error.type": "RangeError" } });
  expect(collector.named("step round")).toHaveLength(300);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  const recorded = collector.spans.filter(({ name, hasFailed }) => name.startsWith("step") && !hasFailed);
  expect(told.toSorted()).toEqual(recorded.map(({ spanId }) => spanId).toSorted());
});

test("with tracing off a thread tells of no spans", async () => {
  const threads = await threadsWith(`await ctx.step("one", () => 1);`);
  const told: unknown[] = [];
  await threads.run(
    call({
      onEvent: (event, recorded) => {
        told.push(event.kind === "step" && event.traceparent);
        recorded();
      },
    }),
  );
  expect(told).toEqual([undefined]);
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
