import { AttemptThreads } from "@baton/engine";
import { monotonicNow, SharedDeadline } from "@baton/lease";
import { createLogger } from "@baton/runtime";
import { activeTraceparent, inSpan, startTracing } from "@baton/runtime/tracing";
import { expect, onTestFinished, test } from "vitest";
import { TraceCollector } from "../trace-collector.ts";

type AttemptCall = Parameters<AttemptThreads["run"]>[0];

const never = new Promise<never>(() => undefined);
const logger = createLogger({ level: "silent", base: { app: "test" }, readable: false });

test("each step is a span below its attempt or the step around it, and none is lost at the attempt's end", async () => {
  const collector = new TraceCollector();
  const stopTracing = await startTracing({
    endpoint: await collector.start(),
    resource: { "service.name": "test" },
    logger,
  });
  onTestFinished(stopTracing);
  const threads = await threadsWith(`
    await ctx.step("outer", () => ctx.step("inner", () => 1));
    await ctx.step("failing", () => { throw new RangeError("no"); }).catch(() => undefined);
    for (let round = 1; round <= 300; round += 1) await ctx.step("round", () => round, { gather: true });`);
  const { told, call } = attempt();
  const run = () => threads.run(call(activeTraceparent()));
  expect(await inSpan("attempt test", {}, run)).toMatchObject({ kind: "returned" });
  await threads.stop();
  await stopTracing();
  const [top] = collector.named("attempt test");
  const parentOf = (name: string) => collector.named(name)[0]?.parentSpanId;
  expect(parentOf("step outer")).toBe(top?.spanId);
  expect(parentOf("step inner")).toBe(collector.named("step outer")[0]?.spanId);
  expect(collector.named("step failing")[0]).toMatchObject({ hasFailed: true, facts: { "error.type": "RangeError" } });
  expect(collector.named("step round")).toHaveLength(300);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  // What is written for a step is known to belong to it.
  const recorded = collector.spans.filter(({ name, hasFailed }) => name.startsWith("step") && !hasFailed);
  expect(told.toSorted()).toEqual(recorded.map(({ spanId }) => spanId).toSorted());
});

test("job code that asks OpenTelemetry itself is answered with its step, and its own spans are below it", async () => {
  const collector = new TraceCollector();
  const stopTracing = await startTracing({
    endpoint: await collector.start(),
    resource: { "service.name": "test" },
    logger,
  });
  onTestFinished(stopTracing);
  const api = import.meta.resolve("@opentelemetry/api");
  const threads = await threadsWith(`
    const { trace } = (await import(${JSON.stringify(api)}));
    await ctx.step("work", () => trace.getTracer("own").startActiveSpan("own span", (span) => span.end()));`);
  await inSpan("attempt test", {}, () => threads.run(attempt().call(activeTraceparent())));
  await threads.stop();
  await stopTracing();
  const [own] = collector.named("own span");
  expect(own && collector.pathOf(own).map(({ name }) => name)).toEqual(["own span", "step work", "attempt test"]);
});

test("with tracing off a thread tells of no spans", async () => {
  const threads = await threadsWith(`await ctx.step("one", () => 1);`);
  const { told, call } = attempt();
  await threads.run(call(undefined));
  expect(told).toEqual([undefined]);
});

async function threadsWith(body: string): Promise<AttemptThreads> {
  const jobModule = `data:text/javascript,${encodeURIComponent(`
    const input = { safeParse: (data) => ({ success: true, data }) };
    export const job = { type: "test", input, run: async (input, ctx) => { ${body} } };`)}`;
  const threads = new AttemptThreads({
    modules: [jobModule],
    size: 2,
    maxOldGenerationMb: 64,
    onStuck: () => undefined,
    logger,
  });
  onTestFinished(() => threads.stop());
  await threads.start();
  return threads;
}

/** `told`: the span ids of its steps, as whoever records them learns them. */
function attempt() {
  const told: (string | undefined)[] = [];
  const deadline = new SharedDeadline();
  deadline.set(monotonicNow() + 60_000);
  const call = (traceparent: string | undefined): AttemptCall => ({
    task: {
      job: { type: "test" } as AttemptCall["task"]["job"],
      payloadText: "{}",
      attempt: 1,
      fence: 1,
      recordedSteps: [],
      backlog: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
      deadline: deadline.buffer,
      traceparent,
    },
    onEvent: (event, recorded) => {
      if (event.kind !== "step") return;
      told.push(event.traceparent?.slice(36, 52));
      recorded();
    },
    abort: never,
    lockLost: never,
  });
  return { told, call };
}
