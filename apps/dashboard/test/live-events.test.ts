import { jobEventSchema } from "@baton/contracts";
import { eventually, ownBroker, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";
import { EventStream } from "./event-stream.ts";

test("the stream says that it is ready and then tells every event once, in the order of the record", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const streams = await Promise.all([1, 2].map(() => EventStream.open(`${dashboard.url}/api/events`)));
  for (const stream of streams) await stream.heard("ready");

  const jobId = await system.submit({ type: "probe", payload: { steps: 3 } });
  for (const stream of streams) {
    const told = await eventually("the end of the job", () => {
      const events = stream.of("job-event").map(({ data, id }) => ({ id, ...jobEventSchema.parse(JSON.parse(data)) }));
      return events.some((event) => event.jobId === jobId && event.status === "Completed") && events;
    });
    expect(told.every(({ id, eventId }) => id === eventId)).toBe(true);
    const ofJob = told.filter((event) => event.jobId === jobId && event.seq > 0);
    expect(ofJob.map(({ status }) => status)).toEqual(["Queued", "Started", "Step", "Step", "Step", "Completed"]);
    stream.leave();
  }
});

test("the stream outlives the broker: it says paused, and ready when events flow again", async () => {
  const broker = await ownBroker();
  const system = await setup({ amqpUrl: broker.address });
  const dashboard = await (await startDashboard(system)).connected();
  const stream = await EventStream.open(`${dashboard.url}/api/events`);
  await stream.heard("ready");

  await broker.stop();
  await stream.heard("paused");
  await eventually(
    "health to say that the broker is down",
    async () => (await dashboard.health()).broker.status === "down",
  );
  await broker.start();
  await stream.heard("ready", 2);

  const worker = await system.startWorker("worker-1");
  await system.connection.ready(10_000);
  const jobId = await system.submit({ type: "probe" });
  await eventually("the job's end on the stream", () =>
    stream.of("job-event").some(({ data }) => data.includes(jobId) && data.includes('"Completed"')),
  );
  await worker.end();
});

test("a stop ends open streams and exits within three seconds", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const stream = await EventStream.open(`${dashboard.url}/api/events`);
  await stream.heard("ready");

  const stoppedAt = performance.now();
  expect(await dashboard.app.end("SIGTERM")).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(3000);
  await eventually("the stream to end", () => stream.ended);
});
