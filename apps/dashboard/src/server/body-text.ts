import { type Answer, ok, refused } from "./answer.ts";

/**
 * How much of a body that is too large is read and thrown away: a client that has not sent all of it would see
 * its connection break instead of the answer.
 */
const discardedBytes = 16 * 1024 * 1024;

/** The body of a JSON request as text, kept no further than `maxBytes`. */
export async function readJsonText(request: Request, maxBytes: number): Promise<Answer<string>> {
  if (!isJson(request.headers.get("content-type"))) {
    return refused("unsupported-media-type", "Send the job with Content-Type: application/json.");
  }
  const bytes = await readBytes(request, maxBytes);
  if (!bytes) return refused("too-large", `A submission may have ${maxBytes} bytes.`);
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refused("invalid-json", "The body is not UTF-8.");
  }
}

function isJson(contentType: string | null): boolean {
  const essence = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return essence === "application/json" || /^application\/[\w.-]+\+json$/.test(essence);
}

/** @returns undefined when there is more than `maxBytes`. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
    if (size > discardedBytes) break;
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks);
}
