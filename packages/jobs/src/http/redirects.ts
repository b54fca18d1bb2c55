import { type ExchangeOptions, exchange, type HttpRequest, type HttpResponse } from "./http-exchange.ts";

/** What another site may see of the headers that were meant for the first one: nothing that may be a secret. */
const harmlessHeaders = new Set(["accept", "content-type", "idempotency-key", "user-agent", "x-fencing-token"]);

/** Like `exchange`, and goes where the answer says, `maxRedirects` times at most; each address is looked at. */
export async function exchangeFollowing(
  request: HttpRequest,
  options: ExchangeOptions & { maxRedirects: number },
): Promise<HttpResponse> {
  let next = request;
  for (let redirects = 0; ; redirects += 1) {
    const response = await exchange(next, options);
    const redirected = redirects < options.maxRedirects ? redirectedBy(response, next) : undefined;
    if (!redirected) return response;
    next = redirected;
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx (which ones turn into a GET) */
function redirectedBy({ status, headers }: HttpResponse, request: HttpRequest): HttpRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const url = targetOf(headers.location, request.url);
  if (!url) return undefined;
  const becomesGet = status === 303 ? request.method !== "HEAD" : status < 303 && request.method === "POST";
  const kept = url.origin === request.url.origin ? request.headers : withoutSecrets(request.headers);
  if (!becomesGet) return { ...request, url, headers: kept };
  const { "content-type": _, ...headersOfGet } = kept;
  return { method: "GET", url, headers: headersOfGet, body: undefined };
}

function targetOf(location: string | undefined, base: URL): URL | undefined {
  const url = location === undefined ? null : URL.parse(location, base.href);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.username = "";
  url.password = "";
  return url;
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmlessHeaders.has(name)));
}
