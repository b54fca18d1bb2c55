import { type Agent, type IncomingMessage, request } from "node:http";
import type { FuzzRequest } from "./request-arbitrary.ts";

export type RawAnswer = { status: number; type: string; location: string | undefined; body: string };

/** Longer than any of them should take, on a busy machine, too. */
const answerLimitMs = 30_000;
/** A stream that goes on and on is answered when it has begun. */
const endless = /^text\/event-stream/;

/** Sends the address as it is: `fetch` would mend it. @throws when there is no whole answer in time. */
export async function exchange(
  base: string,
  { method, address, headers, body }: FuzzRequest,
  token: string | undefined,
  agent: Agent,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const signal = AbortSignal.timeout(answerLimitMs);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(
    {
      hostname,
      port,
      path: address,
      method,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        // Node leaves it out where bodies are unusual, and the body would be taken for another request.
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
      agent,
      // A redirect repeats the address.
      maxHeaderSize: 65_536,
      signal,
    },
    resolve,
  );
  sent.on("error", reject);
  sent.end(body);
  const response = await promise;
  const { "content-type": type = "", location } = response.headers;
  const status = response.statusCode ?? 0;
  if (endless.test(type)) {
    response.destroy();
    return { status, type, location, body: "" };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status, type, location, body: Buffer.concat(chunks).toString("utf8") };
}
