import { createServer } from "node:http";
import { type JobDetail, jobDetailSchema, submitResponseSchema } from "@baton/contracts";
import { freePort } from "@baton/embedded";
import { runningSystem } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { footprint, nothingIsLeft, type StartedSystem, setup } from "./started-system.ts";

async function submit(system: StartedSystem, payload: object): Promise<string> {
  const body = JSON.stringify({ type: "demo", payload });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${system.dashboardUrl}/api/jobs`, { method: "POST", headers, body });
  return submitResponseSchema.parse(await response.json()).jobId;
}

async function readJob(system: StartedSystem, jobId: string): Promise<JobDetail | undefined> {
  const response = await fetch(`${system.dashboardUrl}/api/jobs/${jobId}`);
  return response.ok ? jobDetailSchema.parse(await response.json()) : undefined;
}

function jobWith(system: StartedSystem, jobId: string, holds: (detail: JobDetail) => boolean): Promise<JobDetail> {
  const look = async () => {
    const detail = await readJob(system, jobId);
    return detail && holds(detail) ? detail : undefined;
  };
  return eventually("the job's record", look, { withinMs: 60_000 });
}

test("a stopped system leaves nothing behind, and the next start shows the same history", async () => {
  const { start } = setup();
  const first = await start("--port", String(await freePort())).ready();
  const jobId = await submit(first, { steps: 2, stepMs: 10 });
  const recorded = await jobWith(first, jobId, ({ job }) => job.status === "Completed");

  const left = footprint(first);
  first.signal("SIGTERM");
  expect(await first.ended()).toBe(0);
  await nothingIsLeft(left);

  const second = await start("--port", String(await freePort())).ready();
  expect(await jobWith(second, jobId, () => true)).toEqual(recorded);
});

test("a job that runs when the system is killed goes on at the next start, without repeating a step", async () => {
  const { start } = setup();
  const first = await start("--port", String(await freePort())).ready();
  const jobId = await submit(first, { steps: 40, stepMs: 250 });
  await jobWith(first, jobId, ({ events }) => events.some((event) => event.status === "Step"));

  const left = footprint(first);
  process.kill(first.launcherPid, "SIGKILL");
  // The caretaker stops it in order, so the running job is interrupted and not torn apart.
  await nothingIsLeft(left);

  const second = await start("--port", String(await freePort())).ready();
  const { events } = await jobWith(second, jobId, ({ job }) => job.status === "Completed");
  const steps = events.filter((event) => event.status === "Step").map((event) => event.message);
  expect(new Set(steps).size).toBe(40);
  expect(steps).toHaveLength(40);
});

test("the death of the start script stops the system", async () => {
  const { start } = setup();
  const system = await start("--port", String(await freePort())).ready();
  const left = footprint(system);
  system.signal("SIGKILL");
  await nothingIsLeft(left);
  expect(runningSystem(system.dataFolder)).toBeUndefined();
});

test("a crashed worker is started again, and said", async () => {
  const { start } = setup();
  const system = await start("--port", String(await freePort())).ready();
  process.kill(system.pidOf("apps/processor/src/main.ts"), "SIGKILL");
  await system.says("worker-1 ended (signal SIGKILL); starting it again");
  await system.says("worker-1 runs again");
  const jobId = await submit(system, { steps: 1, stepMs: 1 });
  await jobWith(system, jobId, ({ job }) => job.status === "Completed");
});

test("a broker that crashes and a storage that ends come back where they were, and a running job ends well", async () => {
  const { start } = setup();
  const system = await start("--port", String(await freePort())).ready();
  const jobId = await submit(system, { steps: 60, stepMs: 250 });
  await jobWith(system, jobId, ({ events }) => events.some((event) => event.status === "Step"));

  process.kill(system.pidOf("beam.smp"), "SIGKILL");
  await system.says("broker ended (signal SIGKILL); starting it again");
  await system.says("broker runs again");
  process.kill(system.pidOf("azurite/launch.ts"), "SIGTERM");
  await system.says("storage ended (exit code 0); starting it again");
  await system.says("storage runs again");

  const { events } = await jobWith(system, jobId, ({ job }) => job.status === "Completed");
  expect(events.filter((event) => event.status === "Step")).toHaveLength(60);
  const next = await submit(system, { steps: 1, stepMs: 1 });
  await jobWith(system, next, ({ job }) => job.status === "Completed");
});

test("a second start tells where the first one is; --fresh waits for its end and moves the data aside", async () => {
  const { start, siblings } = setup();
  const first = await start("--port", String(await freePort())).ready();

  const second = start();
  expect(await second.ended()).toBe(0);
  expect(second.output).toContain(`Baton is already running at ${first.dashboardUrl}`);
  const refused = start("--fresh");
  expect(await refused.ended()).toBe(1);

  first.signal("SIGTERM");
  await first.ended();
  const fresh = await start("--fresh", "--port", String(await freePort())).ready();
  expect(await (await fetch(`${fresh.dashboardUrl}/api/jobs`)).json()).toEqual([]);
  expect(siblings().filter((name) => name.startsWith("data."))).toHaveLength(1);
});

test("a port in use is replaced by a free one, and said", async () => {
  const { start } = setup();
  const taken = await freePort();
  const stranger = createServer().listen(taken, "127.0.0.1");
  onTestFinished(() => void stranger.close());
  const system = await start("--port", String(taken)).ready();
  expect(system.output).toContain(`port ${taken} is in use; the dashboard gets`);
  expect(new URL(system.dashboardUrl).port).not.toBe(String(taken));
});
