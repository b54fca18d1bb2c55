import type { Json } from "@baton/contracts";
import { NonRetryableError, RetryAfterError } from "@baton/sdk";
import type { CallInput } from "./call-input.ts";
import type { HttpResponse } from "./http-exchange.ts";
import { parseHttpDate, retryAfterMs } from "./retry-after.ts";

export type CallResult = {
  /** Where the answer came from: after redirects another place than that of the payload. */
  url: string;
  status: number;
  headers: Record<string, string>;
  /** Parsed if it is JSON and whole, else text. */
  body: Json;
  isTruncated: boolean;
};

/** Those that say something about the answer; others may be secrets, and the record is for ever. */
const keptHeaders = [
  "content-language",
  "content-length",
  "content-type",
  "date",
  "etag",
  "last-modified",
  "location",
  "retry-after",
  "x-correlation-id",
  "x-request-id",
];
const excerptChars = 300;

/**
 * The answer as the job's result.
 * @throws {RetryAfterError} when the server says when to come again; another error when trying again may help.
 * @throws {NonRetryableError} for any other status that is not expected.
 */
export function resultOf(response: HttpResponse, call: CallInput, what: string): CallResult {
  const { url, status, isTruncated } = response;
  if (!isExpected(status, call.expectedStatus)) throw failureOf(response, what);
  return { url: url.href, status, headers: headersOf(response), body: bodyOf(response), isTruncated };
}

function isExpected(status: number, expected: CallInput["expectedStatus"]): boolean {
  if (expected === undefined) return status >= 200 && status < 300;
  return [expected].flat().includes(status);
}

function failureOf({ status, headers, body }: HttpResponse, what: string): Error {
  const excerpt = body.slice(0, excerptChars).trim();
  const message = `${what} was answered with ${status}${excerpt ? `: ${excerpt}` : ""}`;
  if (status !== 429 && status < 500) return new NonRetryableError(message);
  const serverTime = parseHttpDate(headers.date ?? "") ?? new Date();
  const delay = retryAfterMs(headers["retry-after"], serverTime);
  return delay === undefined ? new Error(message) : new RetryAfterError(message, delay);
}

function headersOf({ headers }: HttpResponse): Record<string, string> {
  const kept = keptHeaders.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(kept.filter((header): header is [string, string] => typeof header[1] === "string"));
}

function bodyOf({ headers, body, isTruncated }: HttpResponse): Json {
  if (isTruncated || !isJson(headers["content-type"])) return body;
  try {
    return JSON.parse(body) as Json;
  } catch {
    // What it says it is and what it is are two things; the job's author sees both.
    return body;
  }
}

/** `application/json`, and what is built on it, as `application/problem+json`. */
function isJson(contentType = ""): boolean {
  return /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i.test(contentType.trim());
}
