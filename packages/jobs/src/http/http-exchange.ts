import { lookup } from "node:dns";
import { once } from "node:events";
import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";

export type HttpRequest = { method: string; url: URL; headers: Record<string, string>; body: string | undefined };

export type HttpResponse = {
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** There was more than `maxBodyBytes`. */
  isTruncated: boolean;
};

export type ExchangeOptions = {
  /** Which addresses may be connected to. */
  isAllowed: (address: string) => boolean;
  maxBodyBytes: number;
  signal: AbortSignal;
};

/** The address to which a request would go is none that job code may reach. */
export class RefusedAddressError extends Error {
  readonly code = "refused-address";
  override name = "RefusedAddressError";
}

/**
 * One request and its response, whatever its status; redirects are not followed.
 * @throws {RefusedAddressError} before anything is sent; else what the network or `signal` says.
 */
export async function exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
  const response = await answerTo(send(request, options), options.signal);
  const { text, isTruncated } = await readText(response, options.maxBodyBytes);
  return { url: request.url, status: response.statusCode ?? 0, headers: response.headers, body: text, isTruncated };
}

function send({ method, url, headers, body }: HttpRequest, { isAllowed, signal }: ExchangeOptions): ClientRequest {
  // An address in the URL is not looked up.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) && !isAllowed(host)) throw refused(host);
  const { request } = url.protocol === "https:" ? https : http;
  // No agent: neither another job's connection nor a proxy, which would connect for us without looking.
  const call = request(url, { method, headers, agent: false, signal, lookup: guarded(isAllowed) });
  return call.end(body);
}

async function answerTo(call: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  // After the answer its stream tells of errors; without a listener they would end the thread, too.
  call.on("error", () => undefined);
  const [response] = await once(call, "response", { signal });
  return response;
}

/** Looks up as usual, and connects to what was looked at: a second answer of the name server has no say. */
function guarded(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (err, addresses) => {
      const [first] = addresses ?? [];
      if (err || !first) return callback(err ?? new Error(`${hostname} has no address`), []);
      const other = addresses.find(({ address }) => !isAllowed(address));
      if (other) return callback(refused(`${hostname} (${other.address})`), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(host: string): RefusedAddressError {
  return new RefusedAddressError(`${host} is not an address of the public internet`);
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<{ text: string; isTruncated: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text += decoder.decode(chunk.subarray(0, maxBytes - bytes), { stream: true });
    bytes += chunk.length;
    // To leave the loop closes the connection.
    if (bytes > maxBytes) return { text, isTruncated: true };
  }
  return { text: text + decoder.decode(), isTruncated: false };
}
