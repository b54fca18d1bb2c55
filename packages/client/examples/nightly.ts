// Submits a job at a dashboard and waits for its end: BATON_URL=… BATON_API_KEY=… node nightly.ts 2026-01-31
import { ApiProblemError, RestClient, UnreachableError } from "@baton/client/rest";

const { BATON_URL: url = "http://127.0.0.1:3000", BATON_API_KEY: apiKey } = process.env;
const [day = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
const client = new RestClient({ url, ...(apiKey ? { credentials: { apiKey } } : {}) });

try {
  // Whoever runs this again for the same day gets the same job.
  const submitted = await client.submit(
    { type: "demo", name: `Settlement of ${day}`, lockKey: "settlement", payload: { steps: 3, stepMs: 10 } },
    { idempotencyKey: `settlement-${day}` },
  );
  say(`${submitted.jobId} ${submitted.kind}`);
  if (submitted.kind !== "accepted" && submitted.kind !== "duplicate") {
    // unknown: it may run; the same call again settles it. The others: it does not run.
    process.exitCode = 3;
  } else {
    const { job } = await client.wait(submitted.jobId, { timeoutMs: 10 * 60_000 });
    say(`${job.jobId} ${job.status} ${JSON.stringify(job.result)}`);
    process.exitCode = job.status === "Completed" ? 0 : 1;
  }
} catch (err) {
  if (!(err instanceof ApiProblemError || err instanceof UnreachableError)) throw err;
  process.stderr.write(`${err.code} ${err.message}\n`);
  process.exitCode = 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
