import type { JobDetail } from "@baton/contracts";
import { plainText } from "../columns.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { JobSource, Outcome } from "../reach/job-source.ts";
import { eventText } from "./event-text.ts";
import { followJob } from "./follow-job.ts";
import type { SubmitOptions } from "./submit-options.ts";

export type SubmitDeps = { source: JobSource; signal: AbortSignal; say: (text: string) => void };

const answers: Record<Outcome["kind"], { code: ExitCode; text: (because?: string) => string }> = {
  accepted: { code: exitCode.ok, text: () => "accepted" },
  duplicate: { code: exitCode.ok, text: () => "duplicate: this job was submitted before" },
  conflict: { code: exitCode.refused, text: () => "conflict: the key stands for this other job; nothing was sent" },
  refused: { code: exitCode.refused, text: (because = "it is not taken") => `refused: ${because}` },
  unroutable: { code: exitCode.refused, text: () => "unroutable: the broker has no queue for it" },
  unavailable: {
    code: exitCode.unreachable,
    text: (because = "the broker does not answer") => `unavailable: nothing was sent, ${because}`,
  },
  unknown: {
    code: exitCode.pending,
    text: (because = "the broker did not answer") =>
      `unknown: sent, but ${because}; submit it again with this --job-id`,
  },
};

/** Submits a job, says what it was answered, and follows the job if asked to. */
export async function submitJob(options: SubmitOptions, { source, signal, say }: SubmitDeps): Promise<ExitCode> {
  const { job, idempotencyKey, wait, timeoutMs, json } = options;
  const outcome = await source.submit(job, idempotencyKey);
  const { code, text } = answers[outcome.kind];
  const because = "because" in outcome ? outcome.because : undefined;
  const told = { jobId: outcome.jobId, outcome: outcome.kind, ...(because === undefined ? {} : { because }) };
  say(json ? JSON.stringify(told) : `${outcome.jobId} ${plainText(text(because))}`);
  if (code !== exitCode.ok || !wait) return code;
  const limit = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)];
  const ended = await followJob(source, outcome.jobId, {
    tenantId: job.tenantId,
    signal: AbortSignal.any([signal, ...limit]),
    onEvent: (event) => {
      if (!json) say(eventText(event));
    },
  });
  if (json) say(JSON.stringify(ended ? { job: ended.job } : { jobId: outcome.jobId, ended: false }));
  else if (!ended) say(`${outcome.jobId} has not ended yet`);
  return endCode(ended);
}

/** What the end of a job that was followed means; undefined: it was not waited for any longer. */
export function endCode(ended: JobDetail | undefined): ExitCode {
  if (!ended) return exitCode.pending;
  return ended.job.status === "Completed" ? exitCode.ok : exitCode.refused;
}
