import { RequestCounter } from "@baton/runtime";
import { FaultProxy, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { Inbox, Markers, PayloadFiles, readHead, Storage } from "../src/index.ts";

test("every request to storage is counted by kind, and a request that is sent again counts twice", async () => {
  const { namespace, env, logger } = await setup();
  const connectionString = env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const [tables, blobs] = await Promise.all([
    proxyOf(connectionString, "TableEndpoint"),
    proxyOf(connectionString, "BlobEndpoint"),
  ]);
  const behind = connectionString.replace(tables.own, tables.proxied).replace(blobs.own, blobs.proxied);
  const requests = new RequestCounter();
  const storage = new Storage({ connectionString: behind, namespace, requests, logger });

  await readHead(storage.ledger, "k.default.a");
  await new Markers(storage).setDue(["k.default.a"]);
  tables.proxy.strike(() => true, { kind: "refuse", status: 503 });
  await new Inbox(storage).firstRows("k.default.a", 10);
  blobs.proxy.strike(() => true, { kind: "refuse", status: 503 });
  await new PayloadFiles(storage).keep("default", "a", "x".repeat(30_000));

  expect(requests.counts).toEqual({ "ledger-read": 1, markers: 1, inbox: 2, blobs: 2 });
});

async function proxyOf(connectionString: string, endpoint: "TableEndpoint" | "BlobEndpoint") {
  const own = new RegExp(`${endpoint}=([^;]+)`).exec(connectionString)?.[1] ?? "";
  const proxy = new FaultProxy(new URL(own));
  return { proxy, own, proxied: (await proxy.start()).href };
}
