import { odata, type TransactionAction } from "@azure/data-tables";
import type { LockContainer } from "@baton/lease";
import type { Table } from "@baton/store";
import { beforeAll, describe, expect, test } from "vitest";

/** A table and lock blobs, real or model; `passTime` waits, or turns the model's clock. */
export type StoreUnderTest = {
  table: Table;
  locks: LockContainer;
  breakLease: (blob: string, periodSeconds?: number) => Promise<unknown>;
  deleteBlob: (blob: string) => Promise<unknown>;
  passTime: (ms: number) => Promise<void>;
  /** Azure and Azurite do; a store that does not is only stricter. */
  renewsExpired: boolean;
};

const partition = "p";
const entity = (rowKey: string, columns: Record<string, unknown> = {}, partitionKey = partition) => ({
  partitionKey,
  rowKey,
  ...columns,
});
const refusedWith = (statusCode: number, code?: string) => ({ statusCode, ...(code === undefined ? {} : { code }) });
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What this code base builds on in Azure Storage. The model store is a model because it passes the same. */
export function describeStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  let store: StoreUnderTest;
  beforeAll(async () => {
    store = await open();
  });

  describe(`${name}: tables`, () => {
    test("a row comes back as it went in, with an ETag, and a missing one is 404", async () => {
      const { table } = store;
      await table.createEntity(
        entity("a", {
          Text: "ä'“",
          Count: 3,
          Big: { type: "Int64", value: "9007199254740993" },
          Half: { type: "Double", value: "2" },
          None: undefined,
        }),
      );
      const row = await table.getEntity<Record<string, unknown>>(partition, "a");
      expect(row).toMatchObject({ partitionKey: partition, rowKey: "a", Text: "ä'“", Count: 3, Half: 2 });
      expect(row["Big"]).toBe(9007199254740993n);
      expect("None" in row).toBe(false);
      expect(row.etag).toEqual(expect.stringContaining("W/"));
      await expect(table.getEntity(partition, "none")).rejects.toMatchObject(refusedWith(404));
    });

    test("a row is created once: the second time is 409", async () => {
      const { table } = store;
      await table.createEntity(entity("once"));
      await expect(table.createEntity(entity("once"))).rejects.toMatchObject(refusedWith(409));
    });

    test("an update with an ETag is refused once the row has changed; 404 when it is gone", async () => {
      const { table } = store;
      const { etag = "" } = await table.createEntity(entity("u", { One: 1, Two: 2 }));
      const second = await table.updateEntity(entity("u", { One: 10 }), "Merge", { etag });
      expect(second.etag).not.toBe(etag);
      expect(await table.getEntity(partition, "u")).toMatchObject({ One: 10, Two: 2, etag: second.etag });
      await expect(table.updateEntity(entity("u"), "Replace", { etag })).rejects.toMatchObject(refusedWith(412));
      await table.updateEntity(entity("u", { One: 11 }), "Replace", { etag: second.etag ?? "" });
      expect(await table.getEntity(partition, "u")).not.toHaveProperty("Two");
      await expect(table.updateEntity(entity("gone"), "Replace", { etag })).rejects.toMatchObject(refusedWith(404));
    });

    test("each write makes a new ETag, also one that changes nothing", async () => {
      const { table } = store;
      const first = await table.upsertEntity(entity("same", { One: 1 }), "Replace");
      const second = await table.upsertEntity(entity("same", { One: 1 }), "Replace");
      expect(second.etag).not.toBe(first.etag);
    });

    test("a delete with an old ETag is 412, of a row that is gone 404, and without one it always goes", async () => {
      const { table } = store;
      const { etag = "" } = await table.createEntity(entity("d"));
      await table.updateEntity(entity("d", { One: 1 }), "Merge");
      await expect(table.deleteEntity(partition, "d", { etag })).rejects.toMatchObject(refusedWith(412));
      await table.deleteEntity(partition, "d");
      await expect(table.deleteEntity(partition, "d", { etag })).rejects.toMatchObject(refusedWith(404));
      await expect(table.deleteEntity(partition, "d")).rejects.toMatchObject(refusedWith(404));
    });

    test("a merging upsert keeps what it does not name", async () => {
      const { table } = store;
      await table.upsertEntity(entity("m", { One: 1, Two: 2 }), "Merge");
      await table.upsertEntity(entity("m", { Two: 3 }), "Merge");
      expect(await table.getEntity(partition, "m")).toMatchObject({ One: 1, Two: 3 });
    });

    test.each<[string, number, (etag: string) => TransactionAction]>([
      ["a row that exists", 409, () => ["create", entity("t-there")]],
      [
        "an old ETag",
        412,
        (etag) => ["update", entity("t-head", { Seq: 9 }), "Replace", { etag: `${etag.slice(0, -2)}x'"` }],
      ],
      ["a row that does not exist", 404, () => ["update", entity("t-none"), "Replace", { etag: "*" }]],
    ])("a transaction that meets %s is %i, and nothing of it stays", async (what, status, refused) => {
      const { table } = store;
      const suffix = status;
      await table.upsertEntity(entity("t-there"));
      const { etag = "" } = await table.upsertEntity(entity("t-head", { Seq: 1 }));
      const actions: TransactionAction[] = [["create", entity(`t-new-${suffix}`)], refused(etag)];
      await expect(table.submitTransaction(actions), what).rejects.toMatchObject(refusedWith(status));
      await expect(table.getEntity(partition, `t-new-${suffix}`)).rejects.toMatchObject(refusedWith(404));
      expect(await table.getEntity(partition, "t-head")).toMatchObject({ Seq: 1, etag });
    });

    test("a transaction happens whole and answers with the new ETags in order", async () => {
      const { table } = store;
      const { etag = "" } = await table.upsertEntity(entity("w-head", { Seq: 1 }));
      await table.createEntity(entity("w-3"));
      const answer = await table.submitTransaction([
        ["update", entity("w-head", { Seq: 2 }), "Replace", { etag }],
        ["create", entity("w-1")],
        ["upsert", entity("w-2", { One: 1 }), "Merge"],
        ["delete", entity("w-3")],
      ]);
      expect(answer.subResponses[0]?.etag).toBe((await table.getEntity(partition, "w-head")).etag);
      expect(await table.getEntity(partition, "w-head")).toMatchObject({ Seq: 2 });
      expect(await table.getEntity(partition, "w-2")).toMatchObject({ One: 1 });
      await expect(table.getEntity(partition, "w-3")).rejects.toMatchObject(refusedWith(404));
    });

    test("a query gives the rows of a range in the order of their keys, a page at a time", async () => {
      const { table } = store;
      for (const name of ["wait:5:b", "wait:0:z", "wait:5:a", "later:1", "wait;"])
        await table.createEntity(entity(name, {}, "q"));
      const filter = odata`PartitionKey eq ${"q"} and RowKey ge 'wait:' and RowKey lt 'wait;'`;
      const pages: (string | undefined)[][] = [];
      for await (const page of table.listEntities({ queryOptions: { filter } }).byPage({ maxPageSize: 2 }))
        pages.push(page.map((row) => row.rowKey));
      expect(pages.filter((page) => page.length > 0)).toEqual([["wait:0:z", "wait:5:a"], ["wait:5:b"]]);
    });

    test("a query over partitions compares a 64-bit column as a number", async () => {
      const { table } = store;
      for (const [at, dueAt] of [5, 40, 300].entries())
        await table.createEntity(entity(`k${at}`, { DueAt: { type: "Int64", value: String(dueAt) } }, `~m:${at}`));
      const filter = odata`PartitionKey ge ${"~m:"} and PartitionKey lt ${"~m:g"} and DueAt le ${40}L`;
      const found: (string | undefined)[] = [];
      for await (const row of table.listEntities({ queryOptions: { filter } })) found.push(row.rowKey);
      expect(found).toEqual(["k0", "k1"]);
    });
  });

  describe(`${name}: locks`, () => {
    const made = async (blob: string) => {
      const upload = await store.locks.getBlockBlobClient(blob).upload("", 0, { conditions: { ifNoneMatch: "*" } });
      const client = store.locks.getBlobClient(blob);
      return { client, upload, lease: (n: number) => client.getBlobLeaseClient(uuid(n)) };
    };

    test("a blob is made once: the second time is 409; a lease of none is 404", async () => {
      await made("l-once");
      await expect(made("l-once")).rejects.toMatchObject(refusedWith(409));
      const none = store.locks.getBlobClient("l-none").getBlobLeaseClient(uuid(1));
      await expect(none.acquireLease(15)).rejects.toMatchObject(refusedWith(404));
    });

    test("each write of a blob answers with the ETag that the next one may build on", async () => {
      const { client, upload } = await made("l-etags");
      expect((await client.getProperties()).etag).toBe(upload.etag);
      const written = await client.setMetadata({ fence: "1" }, { conditions: { ifMatch: upload.etag ?? "" } });
      expect((await client.getProperties()).etag).toBe(written.etag);
      await expect(client.setMetadata({}, { conditions: { ifMatch: upload.etag ?? "" } })).rejects.toMatchObject(
        refusedWith(412),
      );
    });

    test("a lease is one holder's: others get 409; the same id gets it again; released, it is free", async () => {
      const { client, lease } = await made("l-one");
      await lease(1).acquireLease(15);
      expect(await client.getProperties()).toMatchObject({ leaseState: "leased" });
      await expect(lease(2).acquireLease(15)).rejects.toMatchObject(refusedWith(409, "LeaseAlreadyPresent"));
      await lease(1).acquireLease(15);
      await expect(lease(2).renewLease()).rejects.toMatchObject(refusedWith(409));
      await expect(lease(2).releaseLease()).rejects.toMatchObject(refusedWith(409));
      await lease(1).renewLease();
      await lease(1).releaseLease();
      expect(await client.getProperties()).toMatchObject({ leaseState: "available" });
      await expect(lease(1).renewLease()).rejects.toMatchObject(refusedWith(409));
      await expect(lease(1).releaseLease()).rejects.toMatchObject(refusedWith(409));
      await lease(2).acquireLease(15);
    });

    test.each([14, 61])("a lease of %i seconds is refused", async (seconds) => {
      const { lease } = await made(`l-${seconds}`);
      await expect(lease(1).acquireLease(seconds)).rejects.toMatchObject(refusedWith(400));
    });

    test("metadata is written under the lease and over what was read, or not at all", async () => {
      const { client, lease } = await made("l-meta");
      await lease(1).acquireLease(15);
      const before = await client.getProperties({ conditions: { leaseId: uuid(1) } });
      await expect(client.setMetadata({ fence: "1" })).rejects.toMatchObject(refusedWith(412));
      const conditions = { leaseId: uuid(1), ifMatch: before.etag ?? "" };
      await expect(
        client.setMetadata({ fence: "1" }, { conditions: { ...conditions, leaseId: uuid(2) } }),
      ).rejects.toMatchObject(refusedWith(412));
      await client.setMetadata({ fence: "1" }, { conditions });
      await expect(client.setMetadata({ fence: "2" }, { conditions })).rejects.toMatchObject(refusedWith(412));
      expect((await client.getProperties()).metadata).toMatchObject({ fence: "1" });
      await expect(client.getProperties({ conditions: { leaseId: uuid(2) } })).rejects.toMatchObject(refusedWith(412));
      await lease(1).releaseLease();
      await expect(client.getProperties({ conditions: { leaseId: uuid(1) } })).rejects.toMatchObject(refusedWith(412));
      await expect(client.setMetadata({ fence: "3" }, { conditions: { leaseId: uuid(1) } })).rejects.toMatchObject(
        refusedWith(412),
      );
    });

    test("taking and renewing a lease leaves the blob's ETag alone", async () => {
      const { client, lease } = await made("l-etag");
      const { etag } = await client.getProperties();
      await lease(1).acquireLease(15);
      await lease(1).renewLease();
      expect((await client.getProperties()).etag).toBe(etag);
    });

    test("a lease that is broken at once is free, and its holder can neither renew nor write", async () => {
      const { client, lease } = await made("l-broken");
      await lease(1).acquireLease(15);
      await store.breakLease("l-broken", 0);
      expect(await client.getProperties()).toMatchObject({ leaseState: "broken" });
      await expect(lease(1).renewLease()).rejects.toMatchObject(refusedWith(409, "LeaseIsBrokenAndCannotBeRenewed"));
      await expect(client.setMetadata({}, { conditions: { leaseId: uuid(1) } })).rejects.toMatchObject(
        refusedWith(412),
      );
      await lease(2).acquireLease(15);
      await expect(lease(1).renewLease()).rejects.toMatchObject(refusedWith(409, "LeaseIdMismatchWithLeaseOperation"));
    });

    test("a lease that is broken without a period ends when it would have ended, and cannot be renewed", async () => {
      const { client, lease } = await made("l-breaking");
      await lease(1).acquireLease(15);
      await store.breakLease("l-breaking");
      expect(await client.getProperties()).toMatchObject({ leaseState: "breaking" });
      await expect(lease(1).renewLease()).rejects.toMatchObject(refusedWith(409, "LeaseIsBrokenAndCannotBeRenewed"));
      await expect(lease(1).acquireLease(15)).rejects.toMatchObject(
        refusedWith(409, "LeaseIsBreakingAndCannotBeAcquired"),
      );
      await expect(lease(2).acquireLease(15)).rejects.toMatchObject(refusedWith(409, "LeaseAlreadyPresent"));
      await client.setMetadata({ fence: "1" }, { conditions: { leaseId: uuid(1) } });
      await expect(store.deleteBlob("l-breaking")).rejects.toMatchObject(refusedWith(412));
      await store.passTime(16_000);
      await lease(2).acquireLease(15);
    });

    test("a lease that ran out is free; its holder cannot write, and whether it can renew is the store's way", async () => {
      const [quiet, changed, retaken] = await Promise.all([made("l-quiet"), made("l-changed"), made("l-retaken")]);
      for (const { lease } of [quiet, changed, retaken]) await lease(1).acquireLease(15);
      await store.passTime(16_000);
      expect(await quiet.client.getProperties()).toMatchObject({ leaseState: "expired" });
      const conditions = { leaseId: uuid(1) };
      await expect(quiet.client.setMetadata({}, { conditions })).rejects.toMatchObject(refusedWith(412));
      await expect(quiet.client.getProperties({ conditions })).rejects.toMatchObject(refusedWith(412));
      await changed.client.setMetadata({ by: "someone" });
      await expect(changed.lease(1).renewLease()).rejects.toMatchObject(refusedWith(409));
      await retaken.lease(2).acquireLease(15);
      await expect(retaken.lease(1).renewLease()).rejects.toMatchObject(refusedWith(409));
      const renewal = quiet.lease(1).renewLease();
      if (store.renewsExpired) await renewal;
      else await expect(renewal).rejects.toMatchObject(refusedWith(409));
    });
  });
}
