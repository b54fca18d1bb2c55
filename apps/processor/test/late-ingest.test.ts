import { eventually, proxied, readProbe, setup, transactionOn } from "@baton/testing";
import { expect, test } from "vitest";

test("an inbox row whose first copy arrives when its job has ended runs nothing, and is cleared away", async () => {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  proxy.strike(transactionOn(system.storage.inbox.tableName), { kind: "hold-back" });
  const jobId = await system.submit({ type: "probe" });
  await system.ended(jobId);
  await eventually("its row to be gone", async () => (await rowsOf(jobId)).length === 0);
  expect(await proxy.release()).toEqual([202]);
  expect(await rowsOf(jobId)).toHaveLength(1);

  // The next look into the key's inbox finds it.
  await system.ended(await system.submit({ type: "probe" }));
  await eventually("the late row to be gone", async () => (await rowsOf(jobId)).length === 0);
  expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", attempts: 1 });
  const starts = readProbe(system.env["PROBE_FILE"] ?? "").filter((line) => line.event === "start");
  expect(starts.filter((line) => line.jobId === jobId)).toHaveLength(1);
  expect((await system.ledger()).filter((event) => event.jobId === jobId && event.status === "Completed")).toHaveLength(
    1,
  );

  async function rowsOf(id: string) {
    const rows = [];
    for await (const row of system.storage.inbox.listEntities()) if (row.rowKey?.endsWith(id)) rows.push(row);
    return rows;
  }
});
