import { randomUUID } from "node:crypto";
import { newJobId } from "@baton/contracts";
import { RequestCounter } from "@baton/runtime";
import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import {
  Circuits,
  closedCircuit,
  Inbox,
  type InboxRow,
  JobIndex,
  keyId,
  laterRowKey,
  Markers,
  OverviewReader,
  Storage,
  WorkerRegistry,
  waitRowKey,
} from "../src/index.ts";

const nobody = () => false;
const mostRequests = 8;

test("a look costs eight requests at most, however many keys, jobs, workers and tenants there are", async () => {
  const system = await setup();
  const requests = new RequestCounter();
  const reader = new OverviewReader(storageOf(system, requests));
  const keys = Array.from({ length: 40 }, (_, at) => `key ${at}`);
  for (const key of keys) await putJobs(system, key, jobIdsOf(3), 1);
  await dead(system, "default", "acme", "umbrella");
  const type = "flaky";
  const settings = { windowSize: 2, minimumAttempts: 2, failureRate: 0.5, openMs: 60_000, probes: 1 };
  await new Circuits(system.storage).replace({ ...closedCircuit(type, settings, 0), phase: "open" }, undefined);

  const before = sum(requests);
  const look = await reader.look(nobody);
  expect(sum(requests) - before).toBeLessThanOrEqual(mostRequests);
  expect(look).toMatchObject({
    waiting: { count: 12, isAll: false },
    scheduled: { count: 4, isAll: false },
    deadLettered: { count: 3, isAll: true },
    dueKeys: { count: 40, isAll: true },
    circuits: [{ type, phase: "open" }],
  });
  // Further looks count the keys that are left.
  for (let more = 0; more < 9; more += 1) await reader.look(nobody);
  expect(sum(requests)).toBeLessThanOrEqual(10 * mostRequests);
  expect(await reader.look(nobody)).toMatchObject({
    waiting: { count: 120, isAll: true },
    scheduled: { count: 40, isAll: true },
  });
});

test("a job that runs has its row in the line and does not wait", async () => {
  const system = await setup();
  const jobIds = [newJobId(), newJobId(), newJobId()];
  await putJobs(system, "a", jobIds, 0);
  const reader = new OverviewReader(system.storage);
  const [first = "", second = ""] = jobIds;
  expect((await reader.look((jobId) => jobId === first)).waiting).toEqual({ count: 2, isAll: true });
  const running = {
    jobId: second,
    name: "",
    type: "probe",
    tenantId: "default",
    lockKey: "a",
    keyId: keyId("default", "a"),
  };
  await new WorkerRegistry(system.storage).beat({
    workerId: "worker-1",
    incarnation: randomUUID(),
    host: "here",
    pid: 1,
    version: "0",
    types: [],
    concurrency: 1,
    holds: [running.keyId],
    running: [{ ...running, attempt: 1, fence: 1, startedAt: new Date().toISOString() }],
    startedAt: new Date().toISOString(),
    clockOffsetMs: 0,
    draining: false,
    beatAt: system.storage.clock.now().toISOString(),
    usage: { storageRequests: {}, ledgerTransactions: 0, calls: {}, cpuMs: 0, rssBytes: 0, attempts: 0 },
  });
  const look = await reader.look((jobId) => jobId === first);
  expect(look.waiting).toEqual({ count: 1, isAll: true });
  expect(look.workers).toMatchObject([{ workerId: "worker-1", running: [running] }]);
});

test("a key that is stopped is told, and a line of more than a thousand is not counted to its end", async () => {
  const system = await setup();
  const markers = new Markers(system.storage);
  await putJobs(system, "long", jobIdsOf(1100), 0);
  const seen = (await markers.setDue([keyId("default", "stopped")])).get(keyId("default", "stopped"));
  if (!seen) throw new Error("The marker was not set");
  await markers.settle(seen, { stopped: "parked" });
  const look = await new OverviewReader(system.storage).look(nobody);
  expect(look.waiting).toEqual({ count: 1000, isAll: false });
  expect(look.stopped).toMatchObject([{ keyId: keyId("default", "stopped"), stopped: "parked" }]);
  expect(look.dueKeys).toEqual({ count: 1, isAll: true });
});

function jobIdsOf(count: number): string[] {
  return Array.from({ length: count }, () => newJobId());
}

async function putJobs(system: TestSystem, lockKey: string, jobIds: string[], later: number): Promise<void> {
  const id = keyId("default", lockKey);
  const rowOf = (jobId: string, rowKey: string): InboxRow => ({
    ...{ jobId, rowKey, keyId: id, lockKey, tenantId: "default", type: "probe", name: "probe", priority: 0 },
    createdAt: new Date().toISOString(),
    request: { kind: "inline", text: "{}" },
    receivedAt: new Date().toISOString(),
  });
  const due = jobIds.map((jobId) => rowOf(jobId, waitRowKey(0, jobId)));
  const forLater = jobIdsOf(later).map((jobId) => rowOf(jobId, laterRowKey(new Date("2030-01-01"), jobId)));
  await new Inbox(system.storage).put([...due, ...forLater]);
  await new Markers(system.storage).setDue([id]);
}

/** A dead-lettered job of each tenant, and one that was replayed. */
async function dead(system: TestSystem, ...tenantIds: string[]): Promise<void> {
  const jobs = [...tenantIds, "replayed"].map((tenantId, place) => ({
    jobId: newJobId(),
    tenantId: tenantId === "replayed" ? "default" : tenantId,
    lockKey: "a",
    keyId: keyId("default", "a"),
    type: "probe",
    name: "probe",
    priority: 0,
    createdAt: new Date().toISOString(),
    seq: 5 + place,
    status: "DeadLettered" as const,
    message: "",
    attempts: 1,
    endedAt: new Date().toISOString(),
    ...(tenantId === "replayed" ? { replayedBy: newJobId() } : {}),
  }));
  await new JobIndex(system.storage).raise(jobs);
}

function storageOf({ namespace, env, logger }: TestSystem, requests: RequestCounter): Storage {
  return new Storage({ connectionString: env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", namespace, requests, logger });
}

function sum(requests: RequestCounter): number {
  return Object.values(requests.counts).reduce((all, count) => all + count, 0);
}
