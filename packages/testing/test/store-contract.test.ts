import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { TableClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { describeStoreContract } from "../src/model-store/store-contract.ts";

const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";

describeStoreContract("Azurite", async () => {
  const name = `t${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const table = TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection: true });
  await table.createTable();
  const locks = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
  await locks.createIfNotExists();
  return {
    table,
    locks,
    breakLease: (blob, periodSeconds) =>
      locks
        .getBlobClient(blob)
        .getBlobLeaseClient(randomUUID())
        // The SDK's own way to leave the period out, which its type does not know.
        .breakLease(periodSeconds as number),
    deleteBlob: (blob) => locks.getBlobClient(blob).delete(),
    // A lease ends by the service's clock alone.
    passTime: (ms) => delay(ms),
    renewsExpired: true,
  };
});
