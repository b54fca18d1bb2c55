import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@baton/runtime";
import {
  activeTraceparent,
  boundToSpan,
  hasOpenSpan,
  inSpan,
  isTracing,
  openSpan,
  startTracing,
  tellSpan,
  traceOfLogLine,
  underSpan,
} from "@baton/runtime/tracing";
import { expect, onTestFinished, test, vi } from "vitest";
import { TraceCollector } from "../trace-collector.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("without an endpoint work is done as it would be, and nothing is active", async () => {
  const { stop } = await tracing(undefined);
  expect(isTracing()).toBe(false);
  expect(await inSpan("nothing", { parent: traceparent }, async () => activeTraceparent() ?? "none")).toBe("none");
  expect(underSpan(traceparent, activeTraceparent)).toBeUndefined();
  expect(openSpan("nothing", {})).toBeUndefined();
  expect(traceOfLogLine()).toEqual({});
  await stop();
});

test("spans reach the collector at the end, with headers, each below the one that was active", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start(), { authorization: "Bearer 1" });
  await inSpan("outer", { kind: "server", parent: traceparent, facts: { "http.route": "/api/jobs" } }, () =>
    inSpan("inner", {}, async () => tellSpan({ n: 1 }, "Refused")),
  );
  await stop();
  expect(collector.headers[0]).toMatchObject({ authorization: "Bearer 1" });
  const [inner, outer] = [collector.named("inner")[0], collector.named("outer")[0]];
  expect(outer).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    service: "test",
    facts: { "http.route": "/api/jobs" },
    hasFailed: false,
  });
  expect(inner).toMatchObject({
    traceId: outer?.traceId,
    parentSpanId: outer?.spanId,
    facts: { n: 1, "error.type": "Refused" },
    hasFailed: true,
  });
});

test("what a failed work threw goes on, and only its kind is told", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start());
  const failing = inSpan("failing", {}, async () => {
    throw new TypeError("the password is 1234");
  });
  await expect(failing).rejects.toThrow("1234");
  await stop();
  expect(collector.named("failing")[0]).toMatchObject({ facts: { "error.type": "TypeError" }, hasFailed: true });
  expect(JSON.stringify(collector.spans)).not.toContain("1234");
});

test("a span is open until it ends, and what goes on behind its back belongs to none", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start());
  const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
  let seen: Promise<boolean> | undefined;
  await inSpan("job", {}, async () => {
    expect(hasOpenSpan()).toBe(true);
    // A span of a thread is active, and it is still the job that is open.
    expect(underSpan(traceparent, hasOpenSpan)).toBe(true);
    seen = later.then(hasOpenSpan);
  });
  goOn();
  expect(await seen).toBe(false);
  await stop();
});

test("a callback that is called from elsewhere has the span in which it was made", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start());
  const callback = await inSpan("job", {}, async () => boundToSpan(activeTraceparent));
  const seen = await inSpan("other", {}, async () => callback());
  await stop();
  const [job] = collector.named("job");
  expect(seen).toBe(`00-${job?.traceId}-${job?.spanId}-01`);
});

test("a log line says the ids of the active span, and without one it says nothing of it", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start());
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: "info", base: {}, readable: false, destination });
  logger.info("Before");
  await inSpan("job", {}, async () => logger.info("Within"));
  await stop();
  const [before, within] = lines.map((line) => JSON.parse(line) as object);
  const [job] = collector.named("job");
  expect(before).not.toHaveProperty("trace_id");
  expect(within).toMatchObject({ msg: "Within", trace_id: job?.traceId, span_id: job?.spanId });
});

test("a trace that its submitter does not record is not recorded here either", async () => {
  const collector = new TraceCollector();
  const { stop } = await tracing(await collector.start());
  await inSpan("unseen", { parent: traceparent.replace(/01$/, "00") }, async () => undefined);
  await inSpan("seen", {}, async () => undefined);
  await stop();
  expect(collector.spans.map(({ name }) => name)).toEqual(["seen"]);
});

test("a collector that refuses everything costs one line in the log, and one when it takes traces again", async () => {
  let isAway = true;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(isAway ? 400 : 200, { "Content-Type": "application/json" }).end("{}");
  });
  const { stop, logger } = await tracing(await listening(server));
  for (let round = 1; round <= 3; round += 1) {
    await requested(server, () => inSpan("job", {}, async () => undefined));
  }
  isAway = false;
  await inSpan("job", {}, async () => undefined);
  await vi.waitUntil(() => logger.info.mock.calls.length > 0, { timeout: 15_000 });
  await stop();
  expect(logger.warn).toHaveBeenCalledTimes(1);
  expect(logger.info).toHaveBeenCalledTimes(1);
});

test("a collector that nobody can reach holds up neither the work nor, for long, the end", async () => {
  const server = createServer();
  const endpoint = await listening(server);
  server.close();
  const { stop } = await tracing(endpoint);
  for (let job = 1; job <= 10_000; job += 1) await inSpan("job", {}, async () => undefined);
  // It would hang for ever, or reject, if the process waited for the collector.
  await stop();
  expect(isTracing()).toBe(false);
});

async function tracing(endpoint: string | undefined, headers?: Record<string, string>) {
  const logger = { info: vi.fn(), warn: vi.fn() };
  const stop = await startTracing({ endpoint, headers, resource: { "service.name": "test" }, logger });
  onTestFinished(stop);
  return { stop, logger };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Does work, and resolves when the server has been asked for its sake. */
async function requested(server: Server, work: () => Promise<void>): Promise<void> {
  const asked = once(server, "request");
  await work();
  await asked;
}
