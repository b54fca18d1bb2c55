import { type Answer, andThen, ok, refused } from "./answer.ts";
import { bodyLimitOf, discardedBytes, tooLarge } from "./door/body-limit.ts";
import { services } from "./services.ts";

/** `isLines`: a JSON value a line (NDJSON), else one JSON value. */
export type BodyText = { text: string; isLines: boolean };

/** The body of a JSON request as text, kept no further than its route allows. */
export async function readJsonText(request: Request): Promise<Answer<string>> {
  if (isJson(essenceOf(request))) return readText(request);
  return refused("unsupported-media-type", "Send it with Content-Type: application/json.");
}

/** The same for a request with many values, as one JSON value or a value a line. */
export async function readJsonOrLines(request: Request): Promise<Answer<BodyText>> {
  const essence = essenceOf(request);
  const isLines = lineTypes.has(essence);
  if (isLines || isJson(essence)) {
    return andThen(await readText(request), async (text) => ok({ text, isLines }));
  }
  return refused(
    "unsupported-media-type",
    "Send the jobs as application/json, or a job a line as application/x-ndjson.",
  );
}

const lineTypes = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);

function isJson(essence: string): boolean {
  return essence === "application/json" || /^application\/[\w.-]+\+json$/.test(essence);
}

function essenceOf({ headers }: Request): string {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

async function readText(request: Request): Promise<Answer<string>> {
  const maxBytes = bodyLimitOf(services().requests.current?.route);
  const bytes = await readBytes(request, maxBytes);
  if (!bytes) return { kind: "problem", problem: tooLarge(maxBytes) };
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refused("invalid-json", "The body is not UTF-8.");
  }
}

/** The same for a request that may have no body: then "". */
export async function readOptionalJsonText(request: Request): Promise<Answer<string>> {
  const { headers } = request;
  const isEmpty = Number(headers.get("content-length") ?? 0) === 0 && headers.get("transfer-encoding") === null;
  return isEmpty ? ok("") : readJsonText(request);
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
