import { type Answer, ok, refused } from "./answer.ts";

/** The body of a JSON request as text, read no further than `maxBytes`. */
export async function readJsonText(request: Request, maxBytes: number): Promise<Answer<string>> {
  if (!isJson(request.headers.get("content-type"))) {
    return refused("unsupported-media-type", "Send the job with Content-Type: application/json.");
  }
  const tooLarge = refused("too-large", `A submission may have ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const bytes = await readBytes(request, maxBytes);
  if (!bytes) return tooLarge;
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
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
