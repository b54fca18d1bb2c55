import type { JobEvent } from "@baton/contracts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { JobSource } from "../reach/job-source.ts";
import { eventText } from "./event-text.ts";
import { followJob } from "./follow-job.ts";
import { endCode } from "./submit-command.ts";
import type { WatchOptions } from "./watch-options.ts";

/** `tell`: beside the output. */
export type WatchDeps = {
  source: JobSource;
  signal: AbortSignal;
  say: (text: string) => void;
  tell: (text: string) => void;
};

/** How long a first connection may take. */
const firstMs = 10_000;

/** Tells of events until it is stopped, or the job that it is about has ended. */
export async function watchEvents(options: WatchOptions, deps: WatchDeps): Promise<ExitCode> {
  const { jobId, tenantId, json } = options;
  const show = (event: JobEvent) => deps.say(json ? JSON.stringify(event) : eventText(event));
  if (jobId === undefined) return watchAll(options, deps, show);
  return endCode(await followJob(deps.source, jobId, { tenantId, signal: deps.signal, onEvent: show }));
}

async function watchAll(
  { lockKey, tenantId }: WatchOptions,
  { source, signal, tell }: WatchDeps,
  show: (event: JobEvent) => void,
): Promise<ExitCode> {
  const away = new AbortController();
  const timer = setTimeout(() => away.abort(), firstMs);
  for await (const message of source.stream(AbortSignal.any([signal, away.signal]))) {
    if (message.kind === "ready") {
      clearTimeout(timer);
      tell("Listening.");
    } else if (message.kind === "paused") tell(`Nothing is heard for now: ${message.because}`);
    else if (
      (lockKey ?? message.event.lockKey) === message.event.lockKey &&
      (tenantId ?? message.event.tenantId) === message.event.tenantId
    )
      show(message.event);
  }
  clearTimeout(timer);
  if (!away.signal.aborted) return exitCode.ok;
  tell(`Nothing answers within ${firstMs / 1000} s.`);
  return exitCode.unreachable;
}
