import { createRequire } from "node:module";
import path from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import { containerName, identityAccess } from "@baton/runtime";

/** Public data sets for the `data-processing` job, from the npm package vega-datasets. */
export const sampleInputs = ["airports.csv", "birdstrikes.csv"] as const;

/** Puts the sample data sets where jobs find them; what is there already stays as it is. */
export async function putSampleInputs(connectionString: string, namespace: string): Promise<void> {
  const access = identityAccess(connectionString)?.blobs;
  const service = access
    ? new BlobServiceClient(access.url, access.credential)
    : BlobServiceClient.fromConnectionString(connectionString);
  const container = service.getContainerClient(containerName(namespace, "job-inputs"));
  await container.createIfNotExists();
  for (const name of sampleInputs) {
    const blob = container.getBlockBlobClient(name);
    if (await blob.exists()) continue;
    await blob.uploadFile(path.join(datasetFolder(), name), { blobHTTPHeaders: { blobContentType: "text/csv" } });
  }
}

function datasetFolder(): string {
  const build = path.dirname(createRequire(import.meta.url).resolve("vega-datasets"));
  return path.join(build, "../data");
}
