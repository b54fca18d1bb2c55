import { isJobId, jobIdTime } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { Answer } from "./answer.ts";

/** So long after its id was made a job may not be in the lists yet by which it is found. */
const youngMs = 30_000;
const againMs = 150;
/** Less than a page waits for what it shows first. */
const pagePatienceMs = 600;

/**
 * A job can be asked for sooner than the lists know it: a replay by the id that its command was answered with, and one
 * that came over AMQP. One whose id was made just now is looked for again, for a moment.
 * @param look finds it, or nothing. @param patienceMs for how long a young one is looked for.
 */
export async function findYoung<T>(
  jobId: string,
  look: () => Promise<Answer<T | undefined>>,
  patienceMs = pagePatienceMs,
): Promise<Answer<T | undefined>> {
  const isYoung = isJobId(jobId) && Date.now() - jobIdTime(jobId).getTime() < youngMs;
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    const isMissing = found.kind === "ok" && found.value === undefined;
    if (!isYoung || !isMissing || performance.now() + againMs > until) return found;
    await pause(againMs);
  }
}
