import { pause } from "@baton/runtime";
import { proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";

const idleMs = 60_000;

test("an idle worker makes fewer than three storage requests a second", async () => {
  const system = await setup();
  const tables = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  const blobs = await proxied(tables.connectionString, "Blob");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: blobs.connectionString });
  await system.ended(await system.submit({ type: "probe" }));
  const count = () => tables.proxy.seen.length + blobs.proxy.seen.length;
  const before = count();
  await pause(idleMs);
  const aSecond = ((count() - before) * 1000) / idleMs;
  expect(aSecond).toBeLessThan(3);
});
