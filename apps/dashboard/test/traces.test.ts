import { type CollectedSpan, eventually, setup, TraceCollector } from "@baton/testing";
import { expect, test } from "vitest";
import { closedPort } from "./closed-port.ts";
import { startDashboard } from "./dashboard.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const json = { "content-type": "application/json" };

test("a trace leads from the request through the broker into the attempt, its steps and what storage was asked for", async () => {
  const { system, collector, tracing } = await traced();
  const worker = await system.startWorker("worker-1", tracing);
  const dashboard = await (await startDashboard(system, { ...tracing, TRACE_URL_TEMPLATE: template })).connected();
  const submitted = await dashboard.post(JSON.stringify({ type: "probe", payload: { steps: 2 } }), {
    ...json,
    traceparent,
  });
  const { jobId } = (await submitted.json()) as { jobId: string };
  await system.ended(jobId);

  const write = await eventually("a step's write to be told", () =>
    collector
      .named("storage.tables.submitTransaction")
      .find((span) => collector.pathOf(span).some(({ name }) => name === "step step 2")),
  );
  const path = await eventually("all above it to be told", () => {
    const found = collector.pathOf(write);
    return found.at(-1)?.name === "POST /api/jobs" && found;
  });
  expect(path.map(({ service, name }) => `${service}: ${name}`)).toEqual([
    "baton-processor: storage.tables.submitTransaction",
    "baton-processor: step step 2",
    "baton-processor: attempt probe",
    `baton-dashboard: publish ${system.namespace}.jobs`,
    "baton-dashboard: POST /api/jobs",
  ]);
  expect(new Set(path.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(path.at(-1)?.parentSpanId).toBe("b7ad6b7169203331");
  expect(path.at(-1)?.facts).toMatchObject({ "http.route": "/api/jobs", "http.response.status_code": 202 });
  expect(write.facts).toMatchObject({ "http.request.method": "POST", "http.response.status_code": 202 });
  expect(path.at(-3)?.facts).toMatchObject({ "baton.job.id": jobId, "baton.attempt": 1, "baton.outcome": "completed" });
  const consumed = await spanNamed(collector, `consume ${system.namespace}.jobs`);
  expect(consumed).toMatchObject({ traceId, parentSpanId: path.at(-2)?.spanId });
  expect(consumed.facts).toMatchObject({ "messaging.system": "rabbitmq", "messaging.message.id": jobId });

  const lines = worker.log.split("\n").filter((line) => line.includes(jobId) && line.includes("step 2"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ trace_id: traceId, msg: "step 2" }]);
  const detail = await (await dashboard.fetch(`/api/jobs/${jobId}`)).json();
  expect(detail).toMatchObject({ job: { traceId } });
  expect(await (await dashboard.fetch(`/jobs/${jobId}`)).text()).toContain(`https://traces.example.org/t/${traceId}`);
});

test("a worker that is stopped sends what it has not sent yet, and its secrets are no job's", async () => {
  const { system, collector, tracing } = await traced();
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20collector-secret" };
  const worker = await system.startWorker("worker-1", { ...tracing, ...headers });
  const jobId = await system.submit({ type: "look-around" });
  const { job } = await system.ended(jobId);
  expect(JSON.stringify(job.result)).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
  expect(JSON.stringify(job.result)).not.toContain("OTEL_EXPORTER_OTLP_HEADERS");
  worker.signal("SIGTERM");
  await eventually("the worker to stop", () => worker.exitCode === 0);
  expect(collector.headers.at(-1)).toMatchObject({ authorization: "Bearer collector-secret" });
  expect(collector.named("attempt look-around")).toHaveLength(1);
});

test("a job goes on as ever when nobody can be told of it, and the log says so once", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await closedPort()}`,
  });
  const said = () => worker.log.split("\n").filter((line) => line.includes("Traces do not reach the collector"));
  for (let round = 1; round <= 3; round += 1) {
    const { job } = await system.ended(await system.submit({ type: "probe", payload: { steps: 3 } }));
    expect(job.status).toBe("Completed");
    await eventually("the failure to be told", () => said().length > 0);
  }
  expect(said()).toHaveLength(1);
});

test("a dashboard that is not traced passes on the trace of a request all the same", async () => {
  const { system, collector, tracing } = await traced();
  await system.startWorker("worker-1", tracing);
  const dashboard = await (await startDashboard(system)).connected();
  const body = JSON.stringify({ jobs: [{ type: "probe" }] });
  await dashboard.fetch("/api/jobs/bulk", { method: "POST", headers: { ...json, traceparent }, body });
  expect(await spanNamed(collector, "attempt probe")).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
});

const template = "https://traces.example.org/t/{traceId}";

async function traced() {
  const system = await setup();
  const collector = new TraceCollector();
  return { system, collector, tracing: { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start() } };
}

function spanNamed(collector: TraceCollector, name: string): Promise<CollectedSpan> {
  return eventually(`a span "${name}" to be told`, () => collector.named(name)[0]);
}
