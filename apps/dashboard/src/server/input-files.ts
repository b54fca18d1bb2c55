import { Readable, Transform } from "node:stream";
import {
  type JobInput,
  type JobInputList,
  jobInputQuerySchema,
  jobInputUploadSchema,
  limits,
  validationIssues,
} from "@baton/contracts";
import type { JobInputs } from "@baton/store";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { tooLarge } from "./door/body-limit.ts";
import type { StorageGate } from "./storage-gate.ts";

export type InputFilesDeps = { gate: StorageGate; inputs: Pick<JobInputs, "list" | "find" | "put"> };

/** What a request with a file says of it. */
type Upload = {
  /** Of the address, all text. */
  query: Record<string, string>;
  contentType: string | null;
  contentLength: string | null;
  body: ReadableStream<Uint8Array> | null;
};

/** As long as the largest file may take over a slow line. */
const uploadMs = 15 * 60_000;
const mediaType = /^[\w.+-]{1,60}\/[\w.+-]{1,60}(?:\s*;\s*[\w.-]{1,30}=[\w."-]{1,60}){0,3}$/;

/** `/api/inputs`: the files that jobs read. */
export class InputFiles {
  readonly #deps: InputFilesDeps;

  constructor(deps: InputFilesDeps) {
    this.#deps = deps;
  }

  /** @param query of the address, all text. */
  async list(query: Record<string, string>): Promise<Answer<JobInputList>> {
    const parsed = jobInputQuerySchema.safeParse(query);
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { limit, prefix, cursor } = parsed.data;
    const page = { ...(prefix === undefined ? {} : { prefix }), ...(cursor === undefined ? {} : { cursor }) };
    return this.#deps.gate.use(() => this.#deps.inputs.list(limit, page));
  }

  /** Keeps the file that a request brings, on its way to storage and never as a whole in memory. */
  async upload({ query, contentType, contentLength, body }: Upload): Promise<Answer<JobInput>> {
    const parsed = jobInputUploadSchema.safeParse(query);
    if (!parsed.success) return refused("invalid-input", undefined, { errors: validationIssues(parsed.error) });
    const type = contentType?.trim() || "application/octet-stream";
    if (!mediaType.test(type)) return refused("invalid-input", "Content-Type is not a media type.");
    const { name, replace } = parsed.data;
    // Before the bytes are sent for nothing; the write itself is what decides.
    const earlier = replace ? ok(undefined) : await this.#deps.gate.use(() => this.#deps.inputs.find(name));
    return andThen(earlier, async (taken) => {
      if (taken) return exists(name);
      return this.#put({ name, contentType: type, replace }, new Measure(contentLength), body);
    });
  }

  async #put(
    input: { name: string; contentType: string; replace: boolean },
    measure: Measure,
    body: Upload["body"],
  ): Promise<Answer<JobInput>> {
    const source = body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
    source.on("error", (err) => measure.destroy(err));
    const content = source.pipe(measure);
    try {
      const put = await this.#deps.gate.use(() => this.#deps.inputs.put({ ...input, content }), uploadMs);
      return await andThen(put, async (kept) => (kept ? ok(kept) : exists(input.name, input.replace)));
    } catch (err) {
      if (measure.isTooLarge) return { kind: "problem", problem: tooLarge(limits.inputBytes) };
      if (measure.isCut) return refused("invalid-input", "The file did not come as a whole; nothing was kept.");
      throw err;
    } finally {
      source.destroy();
    }
  }
}

function exists(name: string, wasReplaced = false): Answer<never> {
  if (wasReplaced) return refused("input-exists", `Another file “${name}” came at the same time. Send this one again.`);
  return refused("input-exists", `There is a file “${name}” already. Use another name, or replace it.`);
}

/** Passes a file on and breaks off when it is larger than allowed, or ends before it is whole. */
class Measure extends Transform {
  isTooLarge = false;
  isCut = false;
  readonly #expected: number | undefined;
  #bytes = 0;

  constructor(contentLength: string | null) {
    super();
    this.#expected = contentLength === null ? undefined : Number(contentLength);
  }

  override _transform(chunk: Buffer, _encoding: string, done: (err: Error | null, chunk?: Buffer) => void): void {
    this.#bytes += chunk.length;
    this.isTooLarge = this.#bytes > limits.inputBytes;
    if (this.isTooLarge) done(new Error("The file is too large"));
    else done(null, chunk);
  }

  override _flush(done: (err: Error | null) => void): void {
    this.isCut = this.#expected !== undefined && this.#bytes !== this.#expected;
    done(this.isCut ? new Error("The file ended too early") : null);
  }

  override _destroy(err: Error | null, done: (err: Error | null) => void): void {
    // The line broke: whoever sent it will not hear of it.
    if (err && !this.isTooLarge) this.isCut = true;
    done(err);
  }
}
