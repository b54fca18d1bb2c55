import { BrokerConnection } from "@baton/broker";
import { JobClient, validateJob } from "@baton/client";
import { isTerminal, type JobDetail, type JobRequest, jobDetailSchema } from "@baton/contracts";
import { createLogger, pause } from "@baton/runtime";
import { sampleInputs } from "./sample-inputs.ts";

export type SampleOptions = {
  amqpUrl: string;
  namespace: string;
  dashboardUrl: string;
  stopping: AbortSignal;
  say: (line: string) => void;
};

const samples: JobRequest[] = [
  { type: "demo", name: "Sample: demo", payload: { steps: 5, stepMs: 300 } },
  { type: "data-processing", name: `Sample: summary of ${sampleInputs[0]}`, payload: { inputBlob: sampleInputs[0] } },
];

const pollMs = 300;
const timeLimitMs = 60_000;

/** Submits one job of each kind and tells what its record says until it has ended, for a minute at most. */
export async function runSampleJobs(options: SampleOptions): Promise<void> {
  const jobIds = await submitSamples(options);
  const signal = AbortSignal.any([options.stopping, AbortSignal.timeout(timeLimitMs)]);
  await Promise.all(jobIds.map((jobId) => follow(jobId, options, signal)));
}

async function submitSamples({ amqpUrl: url, namespace, say }: SampleOptions): Promise<string[]> {
  const logger = createLogger({ level: "silent", base: {} });
  const connection = new BrokerConnection({ url, namespace, name: "baton start", logger });
  const client = new JobClient(connection);
  const jobIds: string[] = [];
  try {
    await connection.start();
    await client.start();
    for (const sample of samples) {
      const validation = validateJob({ ...sample, submittedBy: "npm start" });
      if (validation.kind === "invalid") throw new Error(`A sample job is not valid: ${validation.issues[0]?.message}`);
      const { kind, jobId } = await client.submit(validation.job);
      say(logLine(new Date(), jobId, `${validation.job.name}: ${kind}`));
      if (kind === "accepted") jobIds.push(jobId);
    }
  } finally {
    await client.stop();
    await connection.close();
  }
  return jobIds;
}

async function follow(jobId: string, { dashboardUrl, say }: SampleOptions, signal: AbortSignal): Promise<void> {
  let told = 0;
  while (!signal.aborted) {
    const detail = await readJob(`${dashboardUrl}/api/jobs/${jobId}`, signal);
    const events = detail?.events ?? [];
    for (const event of events.slice(told)) say(logLine(new Date(event.occurredAt), jobId, event.message));
    told = Math.max(told, events.length);
    if (detail && isTerminal(detail.job.status)) return;
    await pause(pollMs, signal);
  }
}

/** As the apps write on a terminal. */
function logLine(at: Date, jobId: string, message: string): string {
  return `[${at.toTimeString().slice(0, 8)} INF] job-${jobId}: ${message}`;
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
