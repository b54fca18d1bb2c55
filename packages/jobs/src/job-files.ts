import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { BlobServiceClient, type ContainerClient, RestError } from "@azure/storage-blob";
import { containerName, identityAccess, loadConfig, settings } from "@baton/runtime";
import { NonRetryableError } from "@baton/sdk";
import { z } from "zod";

/** What a downloaded input was; its hash tells whether a later download is the same file. */
export type FetchedInput = { blob: string; bytes: number; etag: string; sha256: string };

const environment = z.object({
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
});

/** The blobs that jobs read (container `job-inputs`) and write (`job-results`). */
export class JobFiles {
  readonly #inputs: ContainerClient;
  readonly #results: ContainerClient;

  constructor(connectionString: string, namespace: string) {
    const access = identityAccess(connectionString)?.blobs;
    const service = access
      ? new BlobServiceClient(access.url, access.credential)
      : BlobServiceClient.fromConnectionString(connectionString);
    this.#inputs = service.getContainerClient(containerName(namespace, "job-inputs"));
    this.#results = service.getContainerClient(containerName(namespace, "job-results"));
  }

  static fromEnvironment(): JobFiles {
    const config = loadConfig(environment, process.env);
    return new JobFiles(config.AZURE_STORAGE_CONNECTION_STRING, config.BATON_NAMESPACE);
  }

  /**
   * Streams an input blob into `file`, replacing what is there.
   * @throws {NonRetryableError} when there is no such blob.
   */
  async fetchInput(blob: string, file: FileHandle, signal: AbortSignal): Promise<FetchedInput> {
    const download = await this.#inputs
      .getBlobClient(blob)
      .download(0, undefined, { abortSignal: signal, maxRetryRequests: 5 })
      .catch((err: unknown) => {
        throw isNotFound(err) ? this.#missing(blob, err) : err;
      });
    if (!download.readableStreamBody) throw new Error(`Blob storage gave no body for "${blob}"`);
    const hash = createHash("sha256");
    let bytes = 0;
    await file.truncate();
    for await (const chunk of download.readableStreamBody as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      hash.update(chunk);
      await file.write(chunk, 0, chunk.length, bytes);
      bytes += chunk.length;
    }
    return { blob, bytes, etag: download.etag ?? "", sha256: hash.digest("hex") };
  }

  /** Writes a job's result and returns the blob's name. Writing it again changes nothing. */
  async writeResult(name: string, json: string, signal: AbortSignal): Promise<string> {
    await this.#results.createIfNotExists({ abortSignal: signal });
    await this.#results.getBlockBlobClient(name).upload(json, Buffer.byteLength(json), {
      abortSignal: signal,
      blobHTTPHeaders: { blobContentType: "application/json" },
    });
    return name;
  }

  #missing(blob: string, cause: unknown): NonRetryableError {
    const message = `Input blob "${blob}" not found in container ${this.#inputs.containerName}`;
    return new NonRetryableError(message, { cause });
  }
}

function isNotFound(err: unknown): boolean {
  return err instanceof RestError && err.statusCode === 404;
}
