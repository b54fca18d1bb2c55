import { type JobInput, parseLossless } from "@baton/contracts";
import { ApiError } from "../../../live/api-client.ts";
import { readWire, tryReadWire } from "../../../live/wire.ts";

type UploadOptions = { name: string; replace: boolean; signal: AbortSignal; onProgress: (part: number) => void };

/**
 * Sends a file to where jobs read it. With XMLHttpRequest: fetch does not tell how much has been sent.
 * @throws {ApiError}
 */
export async function uploadInput(file: File, { name, replace, signal, onProgress }: UploadOptions): Promise<JobInput> {
  const query = new URLSearchParams({ name, ...(replace ? { replace: "true" } : {}) });
  const request = new XMLHttpRequest();
  const done = Promise.withResolvers<void>();
  request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  request.onload = () => done.resolve();
  request.onerror = () => done.reject(new ApiError("The dashboard’s server does not answer, or broke off."));
  request.onabort = () => done.reject(new ApiError("The upload was stopped; nothing was kept."));
  signal.addEventListener("abort", () => request.abort());
  request.open("POST", `/api/inputs?${query}`);
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.send(file);
  await done.promise;
  if (request.status === 201) return readWire("jobInputSchema", request.responseText);
  const problem = await tryReadWire("problemSchema", readJson(request.responseText));
  throw new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${request.status}.`, problem);
}

function readJson(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}
