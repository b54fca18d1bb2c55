import type { Readable } from "node:stream";
import type { JobInput, JobInputList } from "@baton/contracts";
import type { Storage } from "./storage.ts";
import { orUndefinedIfMissing, statusOf } from "./storage-errors.ts";

type NewInput = {
  name: string;
  contentType: string;
  /** Ends with an error when it is not to be kept: what was sent until then is never seen by anybody. */
  content: Readable;
  replace: boolean;
};

const blockBytes = 4 * 1024 * 1024;
const blocksAtOnce = 2;

/** Container `job-inputs`: the files that jobs read, by the names that payloads give. */
export class JobInputs {
  readonly #inputs: Storage["inputs"];

  constructor({ inputs }: Pick<Storage, "inputs">) {
    this.#inputs = inputs;
  }

  /** One page, by name. @param prefix how names begin. @param cursor of the page before. */
  async list(limit: number, { prefix, cursor }: { prefix?: string; cursor?: string } = {}): Promise<JobInputList> {
    const pages = this.#inputs
      .listBlobsFlat(prefix === undefined ? {} : { prefix })
      .byPage({ maxPageSize: limit, ...(cursor === undefined ? {} : { continuationToken: cursor }) });
    for await (const { segment, continuationToken } of pages) {
      const inputs = segment.blobItems.map(({ name, properties }): JobInput => {
        const { contentLength = 0, contentType, lastModified } = properties;
        return { name, bytes: contentLength, ...contentTypeField(contentType), changedAt: lastModified.toISOString() };
      });
      return { inputs, ...(continuationToken ? { cursor: continuationToken } : {}) };
    }
    return { inputs: [] };
  }

  async find(name: string): Promise<JobInput | undefined> {
    const found = await orUndefinedIfMissing(this.#inputs.getBlobClient(name).getProperties());
    if (!found) return undefined;
    const { contentLength: bytes = 0, contentType, lastModified } = found;
    return { name, bytes, ...contentTypeField(contentType), changedAt: lastModified?.toISOString() ?? "" };
  }

  /**
   * Keeps a file; it is there as a whole or not at all.
   * @returns undefined when there is one of that name, which is not to be replaced, or has come at the same time.
   */
  async put({ name, contentType, content, replace }: NewInput): Promise<JobInput | undefined> {
    const blob = this.#inputs.getBlockBlobClient(name);
    try {
      await blob.uploadStream(content, blockBytes, blocksAtOnce, {
        blobHTTPHeaders: { blobContentType: contentType },
        ...(replace ? {} : { conditions: { ifNoneMatch: "*" } }),
      });
    } catch (err) {
      if (!replace && (statusOf(err) === 409 || statusOf(err) === 412)) return undefined;
      // The end of another upload of that name throws away what this one has sent so far.
      if ((err as { code?: string }).code === "InvalidBlockList") return undefined;
      throw err;
    }
    return this.find(name);
  }
}

function contentTypeField(contentType: string | undefined): Pick<JobInput, "contentType"> {
  return contentType ? { contentType } : {};
}
