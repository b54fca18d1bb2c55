import { createHash } from "node:crypto";
import { limits } from "@baton/contracts";
import { escapeName } from "./key-id.ts";
import type { Storage } from "./storage.ts";
import type { StoredText } from "./stored-text.ts";

/** Container `job-payloads`: what is too large for a row, named by its content: `<tenant>/<jobId>/<sha256>`. */
export class PayloadFiles {
  readonly #storage: Pick<Storage, "payloads">;

  constructor(storage: Pick<Storage, "payloads">) {
    this.#storage = storage;
  }

  /** Writes a large text before the row that will name it; small ones cost nothing. */
  async keep(tenantId: string, jobId: string, text: string, signal?: AbortSignal): Promise<StoredText> {
    const bytes = Buffer.from(text, "utf8");
    if (bytes.length <= limits.inlineBytes) return { kind: "inline", text };
    const blob = `${escapeName(tenantId)}/${jobId}/${createHash("sha256").update(bytes).digest("hex")}`;
    await putJson(this.#storage.payloads, blob, bytes, signal);
    return { kind: "blob", blob };
  }

  async read(stored: StoredText): Promise<string> {
    if (stored.kind === "inline") return stored.text;
    const bytes = await this.#storage.payloads.getBlockBlobClient(stored.blob).downloadToBuffer();
    return bytes.toString("utf8");
  }
}

export async function putJson(
  container: Storage["payloads"],
  blob: string,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  await container.getBlockBlobClient(blob).uploadData(bytes, {
    blobHTTPHeaders: { blobContentType: "application/json; charset=utf-8" },
    ...(signal ? { abortSignal: signal } : {}),
  });
}
