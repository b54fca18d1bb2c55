import { setTimeout as delay } from "node:timers/promises";
import { type JobEvent, jobEventSchema } from "@baton/contracts";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { type ApiCaller, retryAfterOf } from "./api-caller.ts";
import { ApiProblemError, UnreachableError } from "./api-errors.ts";

/**
 * - `ready`: events flow from now on. Said at the start and after every gap: what happened before is not told here, so
 *   whoever needs it reads it now.
 * - `paused`: none come for now; the next is `ready`. `isConnected`: the dashboard itself is there.
 */
export type LiveMessage =
  | { kind: "ready" }
  | { kind: "paused"; because: string; isConnected: boolean }
  | { kind: "event"; event: JobEvent };

const firstRetryMs = 500;
const longestRetryMs = 15_000;
/** The server says every 15 s that it is there still. */
const silentMs = 45_000;

/**
 * The live events of all jobs that one may see, until `signal` aborts; comes back by itself. Whoever reads too slowly is
 * cut off by the server, and then told `paused` and `ready`.
 * @throws {ApiProblemError} when the API refuses it for good.
 */
export async function* liveEvents(api: ApiCaller, signal?: AbortSignal): AsyncGenerator<LiveMessage, void, undefined> {
  let retryMs = firstRetryMs;
  while (!signal?.aborted) {
    let waitMs = retryMs;
    try {
      for await (const message of connection(api, signal)) {
        if (message.kind === "ready") retryMs = firstRetryMs;
        yield message;
      }
      if (!signal?.aborted) yield { kind: "paused", because: "the connection ended", isConnected: false };
    } catch (err) {
      if (signal?.aborted) return;
      if (isRefusal(err)) throw err;
      yield { kind: "paused", because: (err as Error).message, isConnected: false };
      waitMs = Math.max(waitMs, retryAfterOf(err));
    }
    retryMs = Math.min(retryMs * 2, longestRetryMs);
    await delay(waitMs * (1 + Math.random()), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

/** It would be the same next time. */
function isRefusal(err: unknown): boolean {
  return err instanceof ApiProblemError && err.status < 500 && err.status !== 429;
}

async function* connection(api: ApiCaller, signal: AbortSignal | undefined): AsyncGenerator<LiveMessage> {
  const leaving = new AbortController();
  const response = await api.open("/api/events", signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal);
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => arrived.push(message) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      // Timed only while we wait: who is slow to read is not left alone by the server.
      const timer = setTimeout(() => leaving.abort(new UnreachableError("no sign of life came", true)), silentMs);
      const chunk = await reader?.read().finally(() => clearTimeout(timer));
      if (!chunk || chunk.done) return;
      parser.feed(chunk.value);
      for (const message of arrived.splice(0)) {
        const told = liveMessage(message);
        if (told) yield told;
      }
    }
  } finally {
    leaving.abort();
  }
}

/** Undefined: nothing that this client knows. */
function liveMessage({ event, data }: EventSourceMessage): LiveMessage | undefined {
  switch (event) {
    case "ready":
      return { kind: "ready" };
    case "paused":
      return { kind: "paused", because: "it has lost the broker", isConnected: true };
    case "job-event": {
      const read = jobEventSchema.safeParse(JSON.parse(data)).data;
      return read && { kind: "event", event: read };
    }
    default:
      return undefined;
  }
}
