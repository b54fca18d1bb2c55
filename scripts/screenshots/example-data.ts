import { setTimeout as pause } from "node:timers/promises";

type Submission = {
  type: string;
  name: string;
  payload?: unknown;
  lockKey?: string;
  priority?: number;
  delayMs?: number;
  maxAttempts?: number;
  correlationId?: string;
};

const minuteMs = 60_000;

/** What an evening of a small shop's jobs might look like: some done, some failed, some waiting for each other. */
const past: Submission[] = [
  { type: "data-processing", name: "Airports of the world", payload: { inputBlob: "airports.csv" } },
  { type: "compute", name: "Primes to two million", payload: { to: 2_000_000 }, lockKey: "primes" },
  demo("Settlement 2026-11-24", "settlement", { steps: 8, stepMs: 150 }),
  demo("Import for Ada Ltd", "import:ada", { steps: 5, stepMs: 120 }),
  demo("Import for Bolt GmbH", "import:bolt", { steps: 6, stepMs: 120, failAt: 4 }, { maxAttempts: 1 }),
  demo("Import for Crane SA", "import:crane", { steps: 6, stepMs: 120, failAt: 4 }, { maxAttempts: 1 }),
  demo("Deploy 4.18.2", "deploy", { steps: 7, stepMs: 200 }, { correlationId: "release-4.18.2" }),
];

const present: Submission[] = [
  demo("Settlement 2026-11-25", "settlement", { steps: 10, stepMs: 4000 }, { priority: 5 }),
  demo("Corrections of November", "settlement", { steps: 3, stepMs: 500 }),
  demo("Year-end archive", "settlement", { steps: 20, stepMs: 500 }, { priority: 1 }),
  demo("Migration 0042", "deploy", { steps: 10, stepMs: 3500 }),
  demo("Import for Dune BV", "import:dune", { steps: 12, stepMs: 3000 }),
  demo("Nightly report", "reports", { steps: 4, stepMs: 300 }, { delayMs: 90 * minuteMs }),
  demo("Invoice run", "invoices", { steps: 4, stepMs: 300, failAt: 2 }, { maxAttempts: 5 }),
];

/** Submits it all to the system at `url`; resolves when what lies in the past is over. */
export async function submitExamples(url: string): Promise<void> {
  const ids = [];
  for (const job of past) ids.push(await submit(url, job));
  await Promise.all(ids.map((jobId) => ended(url, jobId)));
  for (const job of present) await submit(url, job);
  await post(url, "/api/locks/reports/pause", { reason: "The mail server is moved tonight" });
  await post(url, "/api/schedules", {
    scheduleId: "nightly-settlement",
    cron: "30 1 * * *",
    timeZone: "Europe/Berlin",
    job: { type: "demo", name: "Settlement", lockKey: "settlement" },
  });
  await pause(3000);
}

/** The job that most pages are shown with. */
export async function jobNamed(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/api/jobs/search`);
  const { jobs } = (await answer.json()) as { jobs: { jobId: string; name: string }[] };
  const found = jobs.find((job) => job.name === name);
  if (!found) throw new Error(`There is no job "${name}"`);
  return found.jobId;
}

function demo(name: string, lockKey: string, payload: object, more: Partial<Submission> = {}): Submission {
  return { type: "demo", name, lockKey, payload, ...more };
}

async function submit(url: string, job: Submission): Promise<string> {
  const { jobId } = (await post(url, "/api/jobs", job)) as { jobId: string };
  return jobId;
}

async function ended(url: string, jobId: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/jobs/${jobId}`);
    const { job } = (await answer.json()) as { job: { endedAt?: string } };
    if (job.endedAt !== undefined) return;
    await pause(500);
  }
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
