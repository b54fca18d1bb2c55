import { type AppProcess, eventually, LockBlobs, ownBroker, setup } from "@baton/testing";
import { expect, test } from "vitest";

test("a worker counts what its jobs came to, and what storage was asked for it", async () => {
  const system = await setup();
  const url = await toldAt(await system.startWorker("worker-1", { METRICS_PORT: "0" }));
  const done = [
    await system.submit({ type: "probe", payload: { steps: 1, stepMs: 500 } }),
    await system.submit({ type: "probe" }),
  ];
  const failed = await system.submit({ type: "falter", payload: { failures: 2, retryAfterMs: 1 }, maxAttempts: 2 });
  for (const jobId of [...done, failed]) await system.ended(jobId);
  const metrics = await eventually("all to be counted", async () => {
    const read = await metricsAt(url);
    return read.get('baton_jobs_processed_total{type="falter",outcome="DeadLettered"}') === 1 && read;
  });
  expect(Object.fromEntries(metrics)).toMatchObject({
    'baton_jobs_processed_total{type="probe",outcome="Completed"}': 2,
    'baton_jobs_failed_total{type="falter"}': 2,
    'baton_jobs_retried_total{type="falter"}': 1,
    'baton_job_run_seconds_count{type="probe"}': 2,
    'baton_job_wait_seconds_count{type="falter"}': 1,
    baton_slots: 4,
    baton_broker_connected: 1,
    baton_draining: 0,
    baton_fenced_appends_total: 0,
  });
  expect(metrics.get("baton_ledger_append_seconds_count")).toBeGreaterThan(5);
  expect(metrics.get("baton_handoff_seconds_count")).toBeGreaterThan(0);
  const requests = [...metrics.keys()].filter((name) => name.startsWith("baton_storage_requests_total"));
  expect(requests).toContain('baton_storage_requests_total{kind="ledger",method="BATCH",status="202"}');
  expect(metrics.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
  expect(metrics.get('baton_thread_heap_bytes{thread="1"}')).toBeGreaterThan(1_000_000);
});

test("while a job runs it is active, its key is held, and a type that nobody knows makes no label", async () => {
  const system = await setup();
  const url = await toldAt(await system.startWorker("worker-1", { METRICS_PORT: "0", UNKNOWN_TYPE_SECONDS: "1" }));
  await system.submit({ type: "probe", payload: { steps: 1, stepMs: 600_000 } });
  await eventually("the job to be active", async () => {
    const metrics = await metricsAt(url);
    return metrics.get('baton_jobs_active{type="probe"}') === 1 && metrics.get("baton_held_keys") === 1 && metrics;
  });
  expect((await metricsAt(url)).get("baton_lease_left_seconds")).toBeGreaterThan(0);
  await system.ended(await system.submit({ type: "made-up", lockKey: "other" }), 60_000);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('baton_jobs_processed_total{type="unknown",outcome="DeadLettered"} 1');
  expect(text).not.toContain("made-up");
});

test("a lock that is taken away from a worker is counted there", async () => {
  const system = await setup();
  const url = await toldAt(await system.startWorker("worker-1", { METRICS_PORT: "0" }));
  const jobId = await system.submit({ type: "probe", lockKey: "broken", payload: { steps: 20, stepMs: 500 } });
  await system.until("a step", jobId, ({ events }) => events.some(({ status }) => status === "Step"));
  expect((await metricsAt(url)).get("baton_locks_lost_total")).toBe(0);
  await new LockBlobs(system).break("broken", 0);
  await eventually("the loss to be counted", async () => (await metricsAt(url)).get("baton_locks_lost_total") === 1);
  expect((await system.ended(jobId, 90_000)).job).toMatchObject({ status: "Completed", attempts: 2 });
});

test("a worker is ready while it can work, and says what is missing while it cannot", async () => {
  const broker = await ownBroker();
  const system = await setup({ amqpUrl: broker.address });
  const url = await toldAt(await system.startWorker("worker-1", { METRICS_PORT: "0" }));
  expect(await readinessAt(url)).toEqual([
    200,
    {
      ready: true,
      parts: ["broker", "storage", "slots"].map((name) => ({ name, ready: true })),
    },
  ]);
  await broker.stop();
  const [, told] = await eventually("it to be not ready", async () => {
    const answer = await readinessAt(url);
    return answer[0] === 503 && answer;
  });
  expect(told.parts).toMatchObject([
    { name: "broker", ready: false, reason: expect.any(String) },
    { ready: true },
    { ready: true },
  ]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await broker.start();
  await eventually("it to be ready again", async () => (await readinessAt(url))[0] === 200);

  await system.registry.want("worker-1", "draining");
  const [, draining] = await eventually("it to drain", async () => {
    const answer = await readinessAt(url);
    return answer[0] === 503 && answer;
  });
  expect(draining.parts).toMatchObject([{ ready: true }, { ready: true }, { name: "slots", ready: false }]);
  expect((await fetch(`${url}/else`)).status).toBe(404);
  expect((await fetch(`${url}/metrics`, { method: "POST" })).status).toBe(405);
});

test("a port for metrics that is taken is told, and the worker does not start", async () => {
  const system = await setup();
  const first = await system.startWorker("worker-1", { METRICS_PORT: "0" });
  const port = new URL(await toldAt(first)).port;
  const second = system.app("worker-2", "apps/processor/src/main.ts", { METRICS_PORT: port });
  await eventually("it to end", () => second.exitCode !== null);
  expect(second.exitCode).toBe(3);
  expect(second.log).toContain("METRICS_PORT: expected a port that is free");
});

type Readiness = { ready: boolean; parts: { name: string; ready: boolean; reason?: string }[] };

async function toldAt(worker: AppProcess): Promise<string> {
  const line = await eventually("the port of its metrics", () => /"port":(\d+),"msg":"Metrics/.exec(worker.log));
  return `http://127.0.0.1:${line[1]}`;
}

async function readinessAt(url: string): Promise<[status: number, Readiness]> {
  const response = await fetch(`${url}/readyz`);
  return [response.status, (await response.json()) as Readiness];
}

/** Each line of values, by its name and labels. */
async function metricsAt(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}
