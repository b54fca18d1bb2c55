import type { Json } from "@baton/contracts";
import { settings } from "@baton/runtime/config";
import { NonRetryableError } from "@baton/sdk";
import { z } from "zod";
import { jobSettings } from "../job-settings.ts";
import type { CallInput } from "./call-input.ts";
import { type CallResult, resultOf } from "./call-result.ts";
import { type HttpRequest, RefusedAddressError } from "./http-exchange.ts";
import { isPublicAddress } from "./public-address.ts";
import { exchangeFollowing } from "./redirects.ts";

const environment = z.object({ HTTP_CALL_ALLOW_PRIVATE: settings.HTTP_CALL_ALLOW_PRIVATE });

// The record takes 1 MiB, and what must be escaped there grows to six times its length.
const maxBodyBytes = 128 * 1024;

/** What the server needs to know one call's repetitions, and to refuse those that come too late. */
export type CallIdentity = { idempotencyKey: string; fence: number };

/**
 * Makes the call of a payload.
 * @param what names it in messages, without secrets that a query may have.
 * @throws {NonRetryableError | RetryAfterError} or another error, as `resultOf` says; `signal`'s reason.
 */
export async function callHttp(
  call: CallInput,
  what: string,
  identity: CallIdentity,
  signal: AbortSignal,
): Promise<CallResult> {
  const { HTTP_CALL_ALLOW_PRIVATE: allowsPrivate } = jobSettings(environment);
  const deadline = AbortSignal.timeout(call.timeoutMs);
  const response = await exchangeFollowing(requestOf(call, identity), {
    isAllowed: (address) => allowsPrivate || isPublicAddress(address),
    maxRedirects: call.maxRedirects,
    maxBodyBytes,
    signal: AbortSignal.any([signal, deadline]),
  }).catch((err: unknown) => {
    signal.throwIfAborted();
    if (deadline.aborted) throw new Error(`${what} was not answered within ${call.timeoutMs} ms`, { cause: err });
    throw failureOf(err, what);
  });
  return resultOf(response, call, what);
}

function requestOf({ method, url, headers, body }: CallInput, { idempotencyKey, fence }: CallIdentity): HttpRequest {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const defaults = { "user-agent": "baton", ...(body === undefined ? {} : { "content-type": contentTypeOf(body) }) };
  const own = { "idempotency-key": idempotencyKey, "x-fencing-token": String(fence) };
  return {
    method,
    url: new URL(url),
    headers: { ...defaults, ...Object.fromEntries(given), ...own },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  };
}

function contentTypeOf(body: Json): string {
  return typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
}

function failureOf(cause: unknown, what: string): Error {
  if (cause instanceof RefusedAddressError) {
    const message = `${what} was refused: ${cause.message}; HTTP_CALL_ALLOW_PRIVATE=true would allow it`;
    return new NonRetryableError(message, { cause });
  }
  return new Error(`${what} failed: ${reasonOf(cause)}`, { cause });
}

/** A name with several addresses fails with one error for all, which has a code only. */
function reasonOf(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  return err.message || ("code" in err ? String(err.code) : err.name);
}
