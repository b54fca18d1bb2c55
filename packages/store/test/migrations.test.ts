import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Migration, Storage, WorkerRegistry, type WorkerRow } from "../src/index.ts";

/** A storage of the first schema, and newer code that knows how to bring it further. */
async function olderStorage() {
  const { storage: older, env, logger, namespace } = await setup();
  const connectionString = env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const told: string[] = [];
  const listening = Object.assign(Object.create(logger), { warn: (_: object, what: string) => told.push(what) });
  const newer = (migrations: Migration[]) =>
    new Storage({ connectionString, namespace, logger: listening, migrations });
  const marks = async () => {
    const rows = await Array.fromAsync(
      older.heads.listEntities({ queryOptions: { filter: `PartitionKey eq '${place}'` } }),
    );
    return rows.map(({ rowKey }) => rowKey);
  };
  return { older, newer, marks, told };
}

const place = "migrated";

/** Leaves a row for each time that it is run. */
function marking(to: number): Migration & { runs: number } {
  return {
    to,
    name: `mark ${to}`,
    runs: 0,
    async run(storage) {
      this.runs += 1;
      await storage.heads.upsertEntity({ partitionKey: place, rowKey: `${to}` }, "Replace");
    },
  };
}

test("an older storage is migrated step by step by one of those that start, and the others wait for it", async () => {
  const { newer, marks } = await olderStorage();
  const migrations = [marking(2), marking(3)];
  const instances = await Promise.all([1, 2, 3].map(() => newer(migrations).prepare()));
  expect(new Set(instances.map(({ instanceId }) => instanceId)).size).toBe(1);
  for (const { schemaVersion } of instances) expect(schemaVersion).toBe(3);
  expect(migrations.map(({ runs }) => runs)).toEqual([1, 1]);
  expect(await marks()).toEqual(["2", "3"]);
  await newer(migrations).prepare();
  expect(migrations.map(({ runs }) => runs)).toEqual([1, 1]);
});

test("a migration that failed is run again, and what was done before it is not", async () => {
  const { older, newer, marks } = await olderStorage();
  const first = marking(2);
  const failing: Migration = { to: 3, name: "fail", run: async () => Promise.reject(new Error("no disk")) };
  await expect(newer([first, failing]).prepare()).rejects.toThrow("no disk");
  expect(await older.instance()).toMatchObject({ schemaVersion: 2 });
  const third = marking(3);
  expect(await newer([first, third]).prepare()).toMatchObject({ schemaVersion: 3 });
  expect([first.runs, third.runs]).toEqual([1, 1]);
  expect(await marks()).toEqual(["2", "3"]);
});

test("a new storage is of the newest schema and needs no migration", async () => {
  const { older, newer } = await olderStorage();
  await older.instances.deleteEntity("instance", "instance");
  const migration = marking(2);
  expect(await newer([migration]).prepare()).toMatchObject({ schemaVersion: 2 });
  expect(migration.runs).toBe(0);
});

test("a newer storage is refused with both versions", async () => {
  const { older, newer } = await olderStorage();
  await newer([marking(2), marking(3)]).prepare();
  await expect(older.prepare()).rejects.toMatchObject({
    code: "schema-too-new",
    message: expect.stringMatching(/newer Baton \(schema 3\).*knows schema 1/),
  });
});

test("a migration waits until older workers have stopped, and keeps others from starting meanwhile", async () => {
  const { older, newer } = await olderStorage();
  const registry = new WorkerRegistry(older);
  await registry.beat(worker(older));
  const migration = marking(2);
  const migrated = newer([migration]).prepare();
  await eventually("the migration to be announced", () =>
    older.prepare().then(
      () => false,
      (err) => /is being migrated by a newer Baton \(schema 2\)/.test(err.message),
    ),
  );
  expect(migration.runs).toBe(0);
  await registry.leave("worker-1");
  expect(await migrated).toMatchObject({ schemaVersion: 2 });
  expect(migration.runs).toBe(1);
});

test("a worker that knows the new form is not waited for", async () => {
  const { older, newer } = await olderStorage();
  const storage = newer([marking(2)]);
  await new WorkerRegistry(storage).beat(worker(storage));
  expect(await new WorkerRegistry(older).olderThan(2)).toEqual([]);
  expect(await new WorkerRegistry(older).olderThan(3)).toEqual(["worker-1"]);
  expect(await storage.prepare()).toMatchObject({ schemaVersion: 2 });
});

test("while another holds the lock nothing is migrated", async () => {
  const { older, newer, told } = await olderStorage();
  const blob = older.payloads.getBlockBlobClient("~migration");
  await blob.upload("", 0);
  const lease = blob.getBlobLeaseClient();
  await lease.acquireLease(-1);
  const migration = marking(2);
  const migrated = newer([migration]).prepare();
  await eventually("it to wait", async () => told.includes("Another process migrates this storage; waiting"));
  expect(await older.instances.getEntity("instance", "instance")).not.toHaveProperty("MigratingTo");
  expect(migration.runs).toBe(0);
  await lease.releaseLease();
  expect(await migrated).toMatchObject({ schemaVersion: 2 });
});

/** Nobody goes on to beat for it: it has done so for the next hour. */
function worker({ clock }: Storage): WorkerRow {
  const now = new Date(clock.now().getTime() + 3_600_000).toISOString();
  return {
    workerId: "worker-1",
    incarnation: "1",
    host: "here",
    pid: 1,
    version: "0.0.1",
    types: [],
    concurrency: 1,
    holds: [],
    running: [],
    startedAt: now,
    clockOffsetMs: 0,
    draining: false,
    beatAt: now,
    usage: { storageRequests: {}, ledgerTransactions: 0, calls: {}, cpuMs: 0, rssBytes: 0, attempts: 0 },
  };
}
