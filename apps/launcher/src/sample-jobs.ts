import { BrokerConnection } from "@baton/broker";
import { JobClient, validateJob } from "@baton/client";
import { isTerminal, type JobDetail, type JobRequest, jobDetailSchema } from "@baton/contracts";
import { createLogger, type Logger, pause } from "@baton/runtime";
import { sampleInputs } from "./sample-inputs.ts";

export type SampleOptions = { amqpUrl: string; namespace: string; dashboardUrl: string; stopping: AbortSignal };

const samples: JobRequest[] = [
  { type: "demo", name: "Sample: demo", payload: { steps: 5, stepMs: 300 } },
  { type: "data-processing", name: `Sample: summary of ${sampleInputs[0]}`, payload: { inputBlob: sampleInputs[0] } },
];

const pollMs = 300;
const timeLimitMs = 60_000;

/** Submits one job of each kind and logs what its record says until it has ended, for a minute at most. */
export async function runSampleJobs({ amqpUrl, namespace, dashboardUrl, stopping }: SampleOptions): Promise<void> {
  const logger = createLogger({ level: "info", base: {}, readable: true });
  const jobIds = await submitSamples(amqpUrl, namespace, logger);
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeLimitMs)]);
  await Promise.all(jobIds.map((jobId) => follow(jobId, dashboardUrl, logger, signal)));
}

async function submitSamples(url: string, namespace: string, logger: Logger): Promise<string[]> {
  const quiet = createLogger({ level: "silent", base: {} });
  const connection = new BrokerConnection({ url, namespace, name: "baton start", logger: quiet });
  const client = new JobClient(connection);
  const jobIds: string[] = [];
  try {
    await connection.start();
    await client.start();
    for (const sample of samples) {
      const validation = validateJob({ ...sample, submittedBy: "npm start" });
      if (validation.kind === "invalid") throw new Error(`A sample job is not valid: ${validation.issues[0]?.message}`);
      const { kind, jobId } = await client.submit(validation.job);
      logger.info({ jobId }, `Submitted "${validation.job.name}": ${kind}`);
      if (kind === "accepted") jobIds.push(jobId);
    }
  } finally {
    await client.stop();
    await connection.close();
  }
  return jobIds;
}

async function follow(jobId: string, dashboardUrl: string, logger: Logger, signal: AbortSignal): Promise<void> {
  let logged = 0;
  while (!signal.aborted) {
    const detail = await readJob(`${dashboardUrl}/api/jobs/${jobId}`, signal);
    for (const event of detail?.events.slice(logged) ?? []) logger.info({ jobId }, event.message);
    logged = Math.max(logged, detail?.events.length ?? 0);
    if (detail && isTerminal(detail.job.status)) return;
    await pause(pollMs, signal);
  }
}

/** Undefined while the job is not known yet, or the dashboard cannot tell. */
async function readJob(url: string, signal: AbortSignal): Promise<JobDetail | undefined> {
  try {
    const response = await fetch(url, { signal });
    return response.ok ? jobDetailSchema.safeParse(await response.json()).data : undefined;
  } catch {
    return undefined;
  }
}
