import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NonRetryableError } from "@baton/sdk";
import type { FetchedInput, JobFiles } from "./job-files.ts";

/** An input blob as a local file of one attempt. */
export class InputFile implements AsyncDisposable {
  readonly #files: JobFiles;
  readonly #blob: string;
  readonly #scratch: FileHandle;
  #fetched: FetchedInput | undefined;

  private constructor(files: JobFiles, blob: string, scratch: FileHandle) {
    this.#files = files;
    this.#blob = blob;
    this.#scratch = scratch;
  }

  static async create(files: JobFiles, blob: string): Promise<InputFile> {
    return new InputFile(files, blob, await openScratchFile());
  }

  async fetch(signal: AbortSignal): Promise<FetchedInput> {
    this.#fetched = await this.#files.fetchInput(this.#blob, this.#scratch, signal);
    return this.#fetched;
  }

  /** The file as it was first fetched; fetched again if another attempt did that. */
  async content(sha256: string, signal: AbortSignal): Promise<FileHandle> {
    const fetched = this.#fetched ?? (await this.fetch(signal));
    if (fetched.sha256 !== sha256) {
      throw new NonRetryableError(`Input blob "${this.#blob}" was changed after the job had begun to read it`);
    }
    return this.#scratch;
  }

  /** For what is read as a part of fetching. */
  get handle(): FileHandle {
    return this.#scratch;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scratch.close();
  }
}

// The file has no name any more when this returns, so it is gone with the process, however that ends.
async function openScratchFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "baton-"));
  const file = await open(join(folder, "input"), "w+");
  await rm(folder, { recursive: true });
  return file;
}
