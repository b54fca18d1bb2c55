import { isTerminal, type JobDetail, type JobEvent } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { JobSource } from "../reach/job-source.ts";

export type FollowOptions = {
  tenantId?: string | undefined;
  signal: AbortSignal;
  /** Told of each event that is on record, once, oldest first. */
  onEvent: (event: JobEvent) => void;
};

/** Looks at the record are so far apart, and so many times as long as a look takes. */
const [leastMs, timesLook] = [300, 4];
/** Live events are hints: what they do not tell is seen after this time. */
const lookMs = 2000;

/**
 * Follows a job until it has ended: woken by live events, told by its record.
 * @returns as it ended; undefined when `signal` aborts before.
 * @throws what keeps the source from being read for good.
 */
export async function followJob(
  source: JobSource,
  id: string,
  { tenantId, signal, onEvent }: FollowOptions,
): Promise<JobDetail | undefined> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let jobId = id;
  let bell = Promise.withResolvers<void>();
  const listening = listen(source, until, (event) => {
    if (event === undefined || event.jobId === jobId) bell.resolve();
  });
  const failed = listening.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  try {
    for (let shown = 0; !signal.aborted; ) {
      const startedAt = performance.now();
      const detail = await source.find(id, tenantId);
      if (detail) {
        jobId = detail.job.jobId;
        for (const event of detail.events.slice(shown)) onEvent(event);
        shown = Math.max(shown, detail.events.length);
        if (isTerminal(detail.job.status)) return detail;
      }
      await Promise.race([pause(Math.max(leastMs, timesLook * (performance.now() - startedAt)), signal), failed]);
      await Promise.race([bell.promise, pause(lookMs, signal), failed]);
      bell = Promise.withResolvers();
    }
    return undefined;
  } finally {
    over.abort();
    await listening.catch(() => undefined);
  }
}

/** @param heard an event, or undefined when what went before may have been missed. */
async function listen(
  source: JobSource,
  signal: AbortSignal,
  heard: (event: JobEvent | undefined) => void,
): Promise<void> {
  for await (const message of source.stream(signal)) {
    if (message.kind === "event") heard(message.event);
    else if (message.kind === "ready") heard(undefined);
  }
}
