import { jobListSchema } from "@baton/contracts";
import { eventually, ownStorage, SwallowingProxy, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { closedPort } from "./closed-port.ts";
import { expectProblem, startDashboard } from "./dashboard.ts";

test("without a broker lists are served, health says so, and a submission is answered 503 and leaves no trace", async () => {
  const system = await setup();
  const dashboard = await startDashboard(system, { AMQP_URL: `amqp://guest:guest@127.0.0.1:${await closedPort()}` });
  await eventually("storage to be up", async () => (await dashboard.health()).storage.status === "up");

  const response = await dashboard.fetch("/api/health");
  expect(response.status).toBe(503);
  expect(await dashboard.health()).toMatchObject({ ready: false, broker: { status: "starting" } });
  expect((await dashboard.fetch("/api/jobs")).status).toBe(200);

  await expectProblem(await dashboard.submit({ type: "probe" }), 503, "broker-unavailable");
  const jobs = jobListSchema.parse(await (await dashboard.fetch("/api/jobs/search")).json());
  expect(jobs.jobs).toEqual([]);
});

test("a submission that the broker does not confirm is answered unknown, with the id to try again with", async () => {
  const proxy = new SwallowingProxy(process.env["AMQP_URL"] ?? "");
  const system = await setup();
  const dashboard = await (await startDashboard(system, { AMQP_URL: await proxy.start() })).connected();

  proxy.swallowAnswers();
  const response = await dashboard.submit({ type: "probe" });
  const { jobId } = (await response.clone().json()) as { jobId: string };
  await expectProblem(response, 503, "unknown");
  await proxy.stop();

  await eventually("the dashboard to be connected again or to say that it is not", async () => {
    const { broker } = await dashboard.health();
    return broker.status !== "up";
  });
  // The broker got it, although it could not say so: a worker finds it under that id.
  await system.startWorker("worker-1");
  expect((await system.ended(jobId)).job.status).toBe("Completed");
});

test("while storage is away pages and API say so, and both come back by themselves", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const dashboard = await (await startDashboard(system)).connected();

  await storage.stop();
  await expectProblem(await dashboard.fetch("/api/jobs"), 503, "storage-unavailable");
  await expectProblem(await dashboard.submit({ type: "probe" }), 503, "storage-unavailable");
  const page = await dashboard.fetch("/");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Storage unreachable");

  await storage.start();
  await eventually("lists to be served again", async () => (await dashboard.fetch("/api/jobs")).status === 200);
  expect(dashboard.app.exitCode).toBeNull();
});

test("a dashboard that starts before its storage serves pages that say so", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  await storage.stop();
  const dashboard = await startDashboard(system);

  expect(await (await dashboard.fetch("/")).text()).toContain("Starting: waiting for the storage");
  await expectProblem(await dashboard.fetch("/api/jobs"), 503, "starting");
  await storage.start();
  await dashboard.connected();
});

test("a storage that does not belong to the broker ends the dashboard, which says why", async () => {
  const system = await setup();
  await (await startDashboard(system)).connected();
  const strange = await ownStorage();
  const other = system.app("other-dashboard", "apps/dashboard/src/main.ts", {
    HOST: "127.0.0.1",
    PORT: "0",
    AZURE_STORAGE_CONNECTION_STRING: strange.address,
  });
  await eventually("the other dashboard to end", () => other.exitCode !== null);
  expect(other.exitCode).toBe(1);
  expect(other.log).toContain("belong to the storage instance");
});
