import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";
import { EventStream } from "./event-stream.ts";

test("a dashboard tells how the system stands and what it was asked, and whether it can work", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system, { METRICS_PORT: "0" })).connected();
  const line = await eventually("its port", () => /"port":(\d+),"msg":"Metrics/.exec(dashboard.app.log));
  const url = `http://127.0.0.1:${line[1]}`;
  const dead = await system.submit({ type: "falter", payload: { way: "for-good" }, lockKey: "broken" });
  await system.submit({ type: "probe", delayMs: 3_600_000 });
  await system.ended(dead);
  await dashboard.order("locks/broken/pause", { reason: "until it is mended" });
  await dashboard.fetch(`/api/jobs/${dead}`);
  await dashboard.fetch("/nothing");
  const stream = await EventStream.open(`${dashboard.url}/api/events`);
  await stream.heard("ready");
  const text = await eventually("all of it to be told", async () => {
    const told = await (await fetch(`${url}/metrics`)).text();
    return told.includes('baton_jobs_pending{state="dead-lettered"} 1') && told.includes('state="paused"} 1') && told;
  });
  for (const told of [
    'baton_jobs_pending{state="scheduled"} 1',
    'baton_keys_stopped{state="parked"} 0',
    'baton_workers{state="live"} 1',
    "baton_sse_streams 1",
    'baton_http_requests_total{method="GET",route="/api/jobs/{jobId}",status="200"} 1',
    'baton_http_requests_total{method="GET",route="other",status="404"} 1',
  ])
    expect(text).toContain(told);
  expect(text).toMatch(/^baton_keys_due \d+$/m);
  stream.leave();
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    {
      ready: true,
      parts: [
        { name: "broker", ready: true },
        { name: "storage", ready: true },
      ],
    },
  ]);
});
