import type { IncomingMessage } from "node:http";
import { type ApiRoute, limits } from "@baton/contracts";
import { type ProblemBody, problemOf } from "../problem.ts";

/**
 * How much of a body that is too large is read and thrown away: a client that has not sent all of it would see
 * its connection break instead of the answer.
 */
export const discardedBytes = 2 * limits.bulkBytes;

/** The largest body that is read, in bytes. Pages, and what there is not, read none. */
export function bodyLimitOf(route: ApiRoute | undefined): number {
  return route?.bodyBytes ?? limits.smallBodyBytes;
}

export function tooLarge(maxBytes: number): ProblemBody {
  return problemOf("too-large", `The body may have ${maxBytes} bytes.`);
}

/** By what a request says of its body, before any of it is read; what it does not say is measured when it is read. */
export function bodyRefusalOf({ headers }: IncomingMessage, route: ApiRoute | undefined): ProblemBody | undefined {
  const maxBytes = bodyLimitOf(route);
  return Number(headers["content-length"] ?? 0) > maxBytes ? tooLarge(maxBytes) : undefined;
}

/** Reads on while a client still sends, so that it hears the answer, but not for ever. */
export function discardBody(request: IncomingMessage): void {
  let left = discardedBytes;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
