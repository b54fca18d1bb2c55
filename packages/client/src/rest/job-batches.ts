import { type Job, type JobRequest, limits } from "@baton/contracts";
import { InvalidJobError } from "./api-errors.ts";
import { preparedJob } from "./submission.ts";

/** What came: a job, or what is none. */
export type Prepared = { job: Job; bytes: number } | { invalid: InvalidJobError; jobId: string };

const room = limits.bulkBytes / 2;
const most = 500;

/** What comes, in parts of which each fits into one request. */
export async function* jobBatches(
  requests: Iterable<JobRequest> | AsyncIterable<JobRequest>,
): AsyncGenerator<Prepared[], void, undefined> {
  let [batch, bytes]: [Prepared[], number] = [[], 0];
  for await (const request of requests) {
    const one = prepared(request);
    const size = "job" in one ? one.bytes : 0;
    if (batch.length === most || (batch.length > 0 && bytes + size > room)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(one);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function prepared(request: JobRequest): Prepared {
  try {
    const job = preparedJob(request);
    return { job, bytes: Buffer.byteLength(JSON.stringify(job)) };
  } catch (err) {
    if (err instanceof InvalidJobError) return { invalid: err, jobId: String(request.jobId ?? "") };
    throw err;
  }
}
