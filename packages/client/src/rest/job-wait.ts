import { setTimeout as delay } from "node:timers/promises";
import { isTerminal, type JobDetail, jobStatusSchema } from "@baton/contracts";
import { isPassing } from "./api-caller.ts";
import { WaitTimeoutError } from "./api-errors.ts";
import type { LiveMessage } from "./live-events.ts";

export type WaitOptions = {
  signal?: AbortSignal | undefined;
  /** Default: no limit. */
  timeoutMs?: number | undefined;
};

type WaitDeps = {
  get: (jobId: string, options: { signal: AbortSignal }) => Promise<JobDetail>;
  stream: (options: { signal: AbortSignal }) => AsyncIterable<LiveMessage>;
};

/** Live events are hints: the record is asked now and then, too, and more often without them. */
const lookMs = 10_000;
const lookBlindMs = 1000;

/** Waits until a job has ended: told by live events, certain by what its record says. */
export async function waitForEnd(
  deps: WaitDeps,
  jobId: string,
  { signal, timeoutMs }: WaitOptions,
): Promise<JobDetail> {
  const over = new AbortController();
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const until = AbortSignal.any([over.signal, ...(signal ? [signal] : []), ...(limit ? [limit] : [])]);
  const bell = new Bell();
  void ring(bell, deps.stream({ signal: until }), jobId);
  try {
    for (;;) {
      const found = await look(deps, jobId, until);
      if (found && isTerminal(found.job.status)) return found;
      await bell.rung(bell.isLive ? lookMs : lookBlindMs, until);
    }
  } catch (err) {
    signal?.throwIfAborted();
    if (limit?.aborted) throw new WaitTimeoutError(`Job ${jobId} has not ended within ${timeoutMs} ms`, { cause: err });
    throw err;
  } finally {
    over.abort();
  }
}

/** Undefined while nobody can say. */
async function look({ get }: WaitDeps, jobId: string, signal: AbortSignal): Promise<JobDetail | undefined> {
  try {
    return await get(jobId, { signal });
  } catch (err) {
    if (isPassing(err)) return undefined;
    throw err;
  }
}

/** Rings when the job may have ended. What ends the stream for good makes it a wait without it. */
async function ring(bell: Bell, messages: AsyncIterable<LiveMessage>, jobId: string): Promise<void> {
  try {
    for await (const message of messages) {
      bell.isLive = message.kind !== "paused";
      if (message.kind === "ready" || (message.kind === "event" && isEndOf(jobId, message))) bell.ring();
    }
  } catch {
    bell.isLive = false;
  }
}

function isEndOf(jobId: string, { event }: LiveMessage & { kind: "event" }): boolean {
  const status = jobStatusSchema.safeParse(event.status).data;
  return event.jobId === jobId && status !== undefined && isTerminal(status);
}

class Bell {
  isLive = false;
  #next = Promise.withResolvers<void>();

  ring(): void {
    this.#next.resolve();
  }

  /** Waits for a ring since the last one that was waited for, for `ms` at most. @throws what the signal aborts with. */
  async rung(ms: number, signal: AbortSignal): Promise<void> {
    const heard = new AbortController();
    const late = delay(ms, undefined, { signal: AbortSignal.any([signal, heard.signal]) });
    late.catch(() => undefined);
    await Promise.race([this.#next.promise, late]);
    heard.abort();
    this.#next = Promise.withResolvers();
    signal.throwIfAborted();
  }
}
