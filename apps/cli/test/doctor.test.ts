import { claimInstance } from "@baton/broker";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import type { DoctorReport } from "../src/doctor/doctor-report.ts";
import { baton } from "./baton-process.ts";

test("of a system that runs the doctor tells what it tried, and leaves nothing behind", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const { code, report } = await asked(system.env);
  expect(findings(report).filter((finding) => finding.startsWith("problem"))).toEqual([]);
  expect(code).toBe(0);
  const passed = report.checks.filter(({ level }) => level === "ok").map(({ code: name }) => name);
  for (const name of [
    "broker-rights",
    "wake-queues",
    "instance",
    "schema",
    "storage-rights",
    "lease-rights",
    "versions",
  ])
    expect(passed).toContain(name);
  expect(findings(report)).toContain("note storage-is-azurite");

  const rows: string[] = [];
  for await (const { partitionKey } of system.storage.instances.listEntities()) rows.push(partitionKey ?? "");
  expect(rows).toEqual(["instance"]);
  for await (const { name } of system.storage.payloads.listBlobsFlat()) expect(name).not.toContain("doctor");

  const { out } = await baton(system.env, "doctor");
  expect(out).toContain("Baton 0.1.0 on Node.js");
  expect(out).toMatch(/0 problems, \d hazards?, \d notes?\.\n$/);
});

test("queues with other arguments are named, and Azurite where people log in", async () => {
  const system = await setup();
  const [jobs, rung] = [`${system.namespace}.jobs`, `${system.namespace}.delay.03`];
  const channel = await system.connection.model?.createChannel();
  await channel?.deleteQueue(jobs);
  for (const queue of [jobs, rung])
    await channel?.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
  const { report } = await asked({ ...system.env, AUTH_MODE: "password" });
  const odd = report.checks.filter(({ code }) => code === "queue-with-other-arguments").map(({ what }) => what);
  expect(odd).toEqual([expect.stringContaining(jobs), expect.stringContaining(rung)]);
  expect(findings(report)).toContain("hazard azurite-in-production");
});

test("a broker that is away, storage that refuses, and a pair that does not belong together are problems", async () => {
  const system = await setup();
  const away = await asked({ ...system.env, AMQP_URL: "amqp://guest:guest@127.0.0.1:1" });
  expect(away.code).toBe(1);
  expect(findings(away.report)).toContain("problem broker-unreachable");
  expect(away.report.checks).toContainEqual(expect.objectContaining({ code: "storage-rights", level: "ok" }));

  const otherKey = system.env["AZURE_STORAGE_CONNECTION_STRING"]?.replace(/AccountKey=[^;]+/, `AccountKey=${wrongKey}`);
  const refused = await asked({ ...system.env, AZURE_STORAGE_CONNECTION_STRING: otherKey ?? "" });
  expect(refused.code).toBe(1);
  expect(findings(refused.report)).toContain("problem storage-refuses");

  const model = await eventually("a connection", async () => system.connection.model);
  await claimInstance(model, system.namespace, "another-storage");
  const mixed = await asked(system.env);
  expect(mixed.code).toBe(1);
  expect(findings(mixed.report)).toContain("problem instance-mismatch");
});

const wrongKey = Buffer.from("not the key of any account").toString("base64");

async function asked(env: TestSystem["env"]): Promise<{ code: number; report: DoctorReport }> {
  const { code, out, err } = await baton(env, "doctor", "--json");
  expect(err).toBe("");
  return { code, report: JSON.parse(out) };
}

function findings({ checks }: DoctorReport): string[] {
  return checks.filter(({ level }) => level !== "ok").map(({ level, code }) => `${level} ${code}`);
}
