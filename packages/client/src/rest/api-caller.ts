import { setTimeout as delay } from "node:timers/promises";
import { type ApiRoute, type AuthTokens, apiRoutes, describeIssues, tokensSchema } from "@baton/contracts";
import pRetry from "p-retry";
import { apiAddress, requestAddress } from "./api-address.ts";
import { ApiProblemError, problemOf, UnexpectedAnswerError, UnreachableError } from "./api-errors.ts";
import type { AnswerOf, ApiPath, MethodOf, RequestOf } from "./api-shapes.ts";
import type { Credentials } from "./credentials.ts";

export type CallerOptions = {
  /** The dashboard's address, such as `https://baton.example.org`. */
  url: string;
  /** Undefined: as whoever is not logged in. */
  credentials?: Credentials | undefined;
};

export type CallOptions = {
  headers?: Record<string, string>;
  /** It may arrive twice and does the same: so it is sent again when no answer comes. Default: what only reads. */
  idempotent?: boolean;
  signal?: AbortSignal | undefined;
  /** How long each try waits for its answer, ms; default 30 s. */
  timeoutMs?: number;
  /** Told of each try that failed. */
  onFailedTry?: (err: Error) => void;
};

const retries = 4;
const retryMinMs = 300;
const retryMaxMs = 5000;
/** Whoever is told to come back later than this is told so, and not kept waiting. */
const patienceMs = 10_000;
const defaultTimeoutMs = 30_000;
const renewMs = 10_000;

/** The server has waited for the broker itself; the answer is certain. */
const certain = new Set(["unroutable", "broker-unavailable"]);
const passing = new Set([429, 502, 503, 504]);

/** Makes requests of the API: signed, answers checked against the schema of the route, repeated where that is safe. */
export class ApiCaller {
  readonly url: string;
  readonly #credentials: Credentials | undefined;

  /** @throws {TypeError} when the URL is none. */
  constructor({ url, credentials }: CallerOptions) {
    this.url = apiAddress(url);
    this.#credentials = credentials;
  }

  /**
   * @throws {ApiProblemError} when the API says no.
   * @throws {UnreachableError} when no answer came.
   * @throws {UnexpectedAnswerError} when what came is not as the route describes it.
   */
  async call<Path extends ApiPath, Method extends MethodOf<Path>>(
    method: Method,
    path: Path,
    request: RequestOf<Path, Method>,
    options: CallOptions = {},
  ): Promise<AnswerOf<Path, Method>> {
    const route = routeOf(method, path);
    const { params, query, body } = request as { params?: object; query?: object; body?: unknown };
    const address = requestAddress(this.url, path, params, query);
    const headers = { ...options.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const once = async () => readAnswer(route, await this.#answered(address, init, options));
    return (await this.#tried(once, options.idempotent ?? method === "GET", options)) as AnswerOf<Path, Method>;
  }

  /** An answer that goes on and on, its body unread. */
  async open(path: ApiPath, signal: AbortSignal): Promise<Response> {
    const response = await this.#fetchSigned(requestAddress(this.url, path), { method: "GET", signal });
    if (response.ok) return response;
    throw await problemOf(response);
  }

  async #tried<T>(once: () => Promise<T>, isIdempotent: boolean, { signal, onFailedTry }: CallOptions): Promise<T> {
    if (!isIdempotent) return once();
    return pRetry(once, {
      retries,
      minTimeout: retryMinMs,
      maxTimeout: retryMaxMs,
      randomize: true,
      ...(signal ? { signal } : {}),
      shouldRetry: ({ error }) => isPassing(error),
      onFailedAttempt: async ({ error, retriesLeft, retryDelay }) => {
        onFailedTry?.(error);
        if (retriesLeft > 0 && isPassing(error))
          await delay(Math.max(0, retryAfterOf(error) - retryDelay), undefined, { signal });
      },
    });
  }

  async #answered(address: string, init: RequestInit, { signal, timeoutMs = defaultTimeoutMs }: CallOptions) {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await this.#fetchSigned(address, {
      ...init,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async #fetchSigned(address: string, init: RequestInit): Promise<Response> {
    const token = await this.#token();
    const response = await fetchOnce(address, init, token);
    if (response.status !== 401 || token === undefined) return response;
    const renewed = await this.#renewedToken(token);
    if (renewed === undefined || renewed === token) return response;
    await response.body?.cancel();
    return fetchOnce(address, init, renewed);
  }

  async #token(): Promise<string | undefined> {
    if (!this.#credentials) return undefined;
    if ("apiKey" in this.#credentials) return this.#credentials.apiKey;
    return (await this.#credentials.tokens.read())?.accessToken;
  }

  async #renewedToken(stale: string): Promise<string | undefined> {
    if (!this.#credentials || "apiKey" in this.#credentials) return undefined;
    const renew = (refreshToken: string) => newTokens(this.url, refreshToken);
    return (await this.#credentials.tokens.renewed(stale, renew))?.accessToken;
  }
}

/**
 * When the answer is lost, nobody knows whether the token has been used: the next request tries it again, and learns it.
 * @throws {UnreachableError} not `wasSent`: the request that needs the tokens was answered 401, so nothing was done.
 */
async function newTokens(url: string, refreshToken: string): Promise<AuthTokens> {
  const request = { body: { refreshToken } };
  try {
    return await new ApiCaller({ url }).call("POST", "/api/auth/refresh", request, { timeoutMs: renewMs });
  } catch (err) {
    throw err instanceof UnreachableError ? new UnreachableError(err.message, false, { cause: err }) : err;
  }
}

function routeOf(method: string, path: string): ApiRoute {
  const route = apiRoutes.find((one) => one.method === method && one.path === path);
  if (!route) throw new TypeError(`There is no route ${method} ${path}`);
  return route;
}

async function fetchOnce(address: string, init: RequestInit, token: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  let response: Response;
  try {
    // Not followed: a redirect would carry the token elsewhere, or make a GET of a POST.
    response = await fetch(address, { ...init, headers, redirect: "manual" });
  } catch (err) {
    throw unreachable(err as Error, new URL(address).origin, init.signal);
  }
  if (response.status < 300 || response.status >= 400) return response;
  const target = response.headers.get("location");
  throw new UnexpectedAnswerError(`${address} leads elsewhere${target ? `: to ${target}` : ""}`);
}

function unreachable(err: Error, origin: string, signal: AbortSignal | null | undefined): Error {
  if (err.name === "TimeoutError")
    return new UnreachableError(`${origin} did not answer in time`, true, { cause: err });
  if (signal?.aborted) return err;
  const code = codeOf(err.cause) ?? err.message;
  return new UnreachableError(`${origin} cannot be reached (${code})`, !neverSent.test(code), { cause: err });
}

/** No connection came about. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}

async function readAnswer({ method, path, answers }: ApiRoute, response: Response): Promise<unknown> {
  const schema = answers[response.status];
  const text = await textOf(response);
  if (schema === undefined) return undefined;
  if (typeof schema === "string" && schema !== "application/json") return text;
  const said = `${method} ${path} answered ${response.status}`;
  const json = parsed(text, said);
  if (typeof schema === "string") return json;
  const { data, error } = schema.safeParse(json);
  if (error) throw new UnexpectedAnswerError(`${said}, and not as described: ${describeIssues(error)}`);
  return data;
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (err) {
    throw new UnreachableError(`The answer of ${new URL(response.url).origin} broke off`, true, { cause: err });
  }
}

function parsed(text: string, said: string): unknown {
  try {
    return JSON.parse(text);
  } catch (err) {
    throw new UnexpectedAnswerError(`${said}, and not with JSON: this is no Baton`, { cause: err });
  }
}

/** It may be otherwise in a moment. */
export function isPassing(err: unknown): boolean {
  if (err instanceof UnreachableError) return true;
  if (!(err instanceof ApiProblemError) || certain.has(err.code)) return false;
  return passing.has(err.status) && retryAfterOf(err) <= patienceMs;
}

export function retryAfterOf(err: unknown): number {
  return (err instanceof ApiProblemError && err.retryAfterMs) || 0;
}

/** The tokens of an account. @throws {ApiProblemError} `wrong-credentials`, `too-many-tries`, `no-accounts`. */
export async function logIn(url: string, name: string, password: string): Promise<AuthTokens> {
  const answer = await new ApiCaller({ url }).call("POST", "/api/auth/login", { body: { name, password } });
  return tokensSchema.parse(answer);
}
