import { createHash } from "node:crypto";
import { limits } from "@baton/contracts";
import { escapeName } from "./key-id.ts";
import type { Storage } from "./storage.ts";

/** A text as a row keeps it: itself, or, when it is large, the name of the blob that has it. */
export type StoredText = { kind: "inline"; text: string } | { kind: "blob"; blob: string };

/** Container `job-payloads`: what is too large for a row, named by its content: `<tenant>/<jobId>/<sha256>`. */
export class PayloadFiles {
  readonly #storage: Pick<Storage, "payloads">;

  constructor(storage: Pick<Storage, "payloads">) {
    this.#storage = storage;
  }

  /** Writes a large text before the row that will name it; small ones cost nothing. */
  async keep(tenantId: string, jobId: string, text: string): Promise<StoredText> {
    const bytes = Buffer.from(text, "utf8");
    if (bytes.length <= limits.inlineBytes) return { kind: "inline", text };
    const blob = `${escapeName(tenantId)}/${jobId}/${createHash("sha256").update(bytes).digest("hex")}`;
    await this.#storage.payloads.getBlockBlobClient(blob).uploadData(bytes, {
      blobHTTPHeaders: { blobContentType: "application/json; charset=utf-8" },
    });
    return { kind: "blob", blob };
  }

  async read(stored: StoredText): Promise<string> {
    if (stored.kind === "inline") return stored.text;
    const bytes = await this.#storage.payloads.getBlockBlobClient(stored.blob).downloadToBuffer();
    return bytes.toString("utf8");
  }
}

/** The two columns of a stored text; one of them is set. */
export function storedTextColumns(name: string, stored: StoredText | undefined): Record<string, string> {
  if (!stored) return {};
  return stored.kind === "inline" ? { [name]: stored.text } : { [`${name}Blob`]: stored.blob };
}

export function storedTextFrom(name: string, row: Record<string, unknown>): StoredText | undefined {
  const blob = row[`${name}Blob`];
  if (typeof blob === "string" && blob) return { kind: "blob", blob };
  const text = row[name];
  return typeof text === "string" ? { kind: "inline", text } : undefined;
}
