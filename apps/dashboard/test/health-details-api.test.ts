import { type Finding, type HealthDetails, healthDetailsSchema } from "@baton/contracts";
import { eventually, ownStorage, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { closedPort } from "./closed-port.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";

test("each part tells of itself, with what is to be done, and no secret is told", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const details = await until(dashboard, "a job to be able to run", ({ ready }) => ready);

  expect(details.broker).toMatchObject({ status: "up", product: "RabbitMQ" });
  expect(details.broker.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(details.broker.queues).toMatchObject([
    { name: `${system.namespace}.jobs`, messages: 0, consumers: 1 },
    { name: `${system.namespace}.rejected`, messages: 0 },
    { name: `${system.namespace}.instance`, messages: 0 },
    { name: `${system.namespace}.delay.*` },
  ]);
  expect(details.storage).toMatchObject({ status: "up", kind: "azurite", schemaVersion: 1 });
  expect(details.storage.server).toContain("Azurite");
  expect(details.storage.latencyMs).toBeGreaterThan(0);
  expect(codes(details.storage.findings)).toContain("storage-is-azurite");
  // The doctor's look comes beside the answers; the one after it has it.
  const { checks } = await until(dashboard, "the doctor to have looked", (now) => now.checks !== undefined);
  const passed = checks?.passed.map(({ code }) => code);
  for (const code of [
    "broker-rights",
    "wake-queues",
    "instance",
    "schema",
    "storage-rights",
    "lease-rights",
    "versions",
  ])
    expect(passed).toContain(code);
  expect(details.workers).toMatchObject({ known: [{ workerId: "worker-1", state: "live" }], findings: [] });
  expect(Math.abs(details.dashboard.clockOffsetMs)).toBeLessThan(2000);
  for (const { what, remedy } of allFindings(details)) expect(what.length * remedy.length).toBeGreaterThan(0);

  const text = JSON.stringify(details);
  const key = /AccountKey=([^;]+)/.exec(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "")?.[1] ?? "";
  expect(key.length).toBeGreaterThan(20);
  expect(text).not.toContain(key);
  expect(text).toContain(":hidden@");
  expect(details.dashboard.settings).toContainEqual({
    name: "BATON_NAMESPACE",
    value: system.namespace,
    isDefault: false,
  });
  expect(details.dashboard.settings).toContainEqual({ name: "LOCK_CONTAINER", value: "job-locks", isDefault: true });

  await worker.end();
  const left = await until(dashboard, "the worker to be gone", ({ ready }) => !ready);
  expect(codes(left.workers.findings)).toEqual(["no-worker"]);
});

test("a queue that was made otherwise is a hazard", async () => {
  const system = await setup();
  const channel = await system.connection.model?.createChannel();
  await channel?.deleteQueue(`${system.namespace}.jobs`);
  await channel?.assertQueue(`${system.namespace}.jobs`, { durable: true, arguments: { "x-queue-type": "quorum" } });
  const dashboard = await (await startDashboard(system)).connected();
  const { broker } = await detailsOf(dashboard);
  expect(broker.findings).toContainEqual(
    expect.objectContaining({
      code: "queue-with-other-arguments",
      level: "hazard",
      what: expect.stringContaining(`${system.namespace}.jobs`),
    }),
  );
});

test("while storage or broker is away the details are answered all the same, and say what to do", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const dashboard = await (await startDashboard(system)).connected();
  await storage.stop();
  const without = await until(dashboard, "storage to be missed", (now) => now.storage.status === "down");
  expect(codes(without.storage.findings)).toContain("storage-unreachable");
  expect(without).toMatchObject({ ready: false, broker: { status: "up" } });
  expect(without.workers.known).toBeUndefined();
  const page = await dashboard.fetch("/health");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Storage does not answer");
  await storage.start();
  await until(dashboard, "storage to be back", (now) => now.storage.status === "up");
});

test("without a broker its part says so, and the others are told", async () => {
  const system = await setup();
  const dashboard = await startDashboard(system, { AMQP_URL: `amqp://guest:guest@127.0.0.1:${await closedPort()}` });
  const { broker, storage } = await until(dashboard, "storage to be up", (now) => now.storage.status === "up");
  expect(broker).toMatchObject({ status: "starting", queues: [] });
  expect(codes(broker.findings)).toEqual(["broker-unreachable"]);
  expect(storage.instanceId).toBeTruthy();
});

test("the page can be read without JavaScript", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  await detailsOf(dashboard);
  const html = (await (await dashboard.fetch("/health")).text()).replaceAll(/<script\b.*?<\/script>/gs, "");
  for (const text of ["No worker is connected", "What to do:", "RabbitMQ", "Azurite", "Configuration in effect"])
    expect(html).toContain(text);
});

function codes(findings: Finding[]): string[] {
  return findings.map(({ code }) => code);
}

function allFindings({ broker, storage, workers, dashboard }: HealthDetails): Finding[] {
  return [broker, storage, workers, dashboard].flatMap(({ findings }) => findings);
}

function until(dashboard: Dashboard, what: string, holds: (details: HealthDetails) => boolean): Promise<HealthDetails> {
  const look = async () => {
    const details = await detailsOf(dashboard);
    return holds(details) && details;
  };
  return eventually(what, look);
}

async function detailsOf(dashboard: Dashboard): Promise<HealthDetails> {
  const response = await dashboard.fetch("/api/health/details");
  expect(response.status).toBe(200);
  return healthDetailsSchema.parse(await response.json());
}
