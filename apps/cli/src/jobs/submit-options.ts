import { readFileSync } from "node:fs";
import { validateJob } from "@baton/client";
import { type Job, limits, parseLossless } from "@baton/contracts";
import type { Command } from "commander";
import { type AtDashboard, atDashboard, type DashboardFlags, withDashboard } from "../dashboard-flags.ts";
import { wholeNumber } from "../flag-values.ts";
import { UsageError } from "../usage-error.ts";
import { submitter } from "./submitter.ts";

export type SubmitOptions = {
  kind: "submit";
  job: Job;
  idempotencyKey: string | undefined;
  wait: boolean;
  /** Undefined: no limit. */
  timeoutMs: number | undefined;
  at: AtDashboard;
  json: boolean;
};

type SubmitFlags = DashboardFlags & {
  name?: string;
  payload?: string;
  key?: string;
  priority?: number;
  tenant?: string;
  correlationId?: string;
  runAt?: string;
  delay?: number;
  maxAttempts?: number;
  jobId?: string;
  idempotencyKey?: string;
  wait?: boolean;
  timeout?: number;
  json?: boolean;
};

const notes = `
The job goes to the broker, or, with --url or BATON_URL, to that dashboard; without a broker's address to the dashboard
where "baton login" has logged in.

Exit codes:
  0  accepted, or a duplicate of a job that was submitted before (with --wait: and completed)
  1  refused, unroutable, or in conflict with another job of this idempotency key (with --wait: it ended otherwise)
  2  the command line or the settings are wrong
  3  unavailable: nothing was sent
  4  unknown: sent, no answer came; submit it again with this --job-id, it will not run twice (with --wait: time is up)

Examples:
  npm run baton -- submit demo --payload '{"steps":3}' --wait
  npm run baton -- submit data-processing --payload @job.json --key imports --idempotency-key import-2026-11-22
  npm run baton -- submit demo --delay 600 --url https://baton.example.org`;

const aWeek = 604_800;

export function declareSubmit(declare: (name: string) => Command, choose: (options: SubmitOptions) => void): void {
  const submit = declare("submit")
    .description("submits a job")
    .argument("<type>", 'the kind of job; "types" lists them')
    .option("-n, --name <name>", "shown in lists (default: the type)")
    .option("-p, --payload <json>", "JSON text, @file.json, or - for standard input (default: {})")
    .option("-k, --key <lockKey>", "jobs with the same lock key never run at the same time (default: default)")
    .option("--priority <0-9>", "higher goes first (default: 0)", wholeNumber("--priority", 0, limits.maxPriority))
    .option("-t, --tenant <id>", "whose job it is (default: default)")
    .option("--correlation-id <id>", "an id of yours that is kept with the job")
    .option("--run-at <time>", "not before this time (ISO 8601)")
    .option("--delay <seconds>", "not before so long from now", wholeNumber("--delay", 0, limits.maxDelayMs / 1000))
    .option(
      "--max-attempts <n>",
      "how often it may fail (default: as its type says)",
      wholeNumber("--max-attempts", 1, limits.maxAttempts),
    )
    .option("--job-id <id>", "the job's id: to submit it again after the answer unknown, or one of your own")
    .option("--idempotency-key <key>", "the same job again under this key is the same job")
    .option("-w, --wait", "follow it to its end")
    .option("--timeout <seconds>", "how long to wait at most (default: no limit)", wholeNumber("--timeout", 1, aWeek));
  withDashboard(submit, "the broker, else where you have logged in")
    .option("--json", "print JSON, one object a line")
    .addHelpText("after", notes)
    .action((type: string, flags: SubmitFlags) => choose(submitOptions(type, flags)));
}

function submitOptions(type: string, flags: SubmitFlags): SubmitOptions {
  const { idempotencyKey, wait = false, timeout, json = false } = flags;
  if (timeout !== undefined && !wait) throw new UsageError("--timeout: expected together with --wait");
  return {
    kind: "submit",
    job: jobOf(type, flags),
    idempotencyKey,
    wait,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    at: atDashboard(flags),
    json,
  };
}

function jobOf(type: string, flags: SubmitFlags): Job {
  const { name, payload, key, priority, tenant, correlationId, runAt, delay, maxAttempts, jobId } = flags;
  const validation = validateJob({
    type,
    name,
    payload: payload === undefined ? {} : readPayload(payload),
    lockKey: key,
    priority,
    tenantId: tenant,
    correlationId,
    runAt,
    delayMs: delay === undefined ? undefined : delay * 1000,
    maxAttempts,
    jobId,
    submittedBy: submitter(),
  });
  if (validation.kind === "valid") return withoutUnset(validation.job);
  const issues = validation.issues.map(({ path, message }) => `  ${path || "job"}: ${message}`);
  throw new UsageError(`This is not a valid job:\n${issues.join("\n")}`);
}

function withoutUnset(job: Job): Job {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as Job;
}

/** Numbers keep their digits. */
function readPayload(given: string): unknown {
  try {
    return parseLossless(
      given === "-" ? readFileSync(0, "utf8") : given.startsWith("@") ? readFileSync(given.slice(1), "utf8") : given,
    );
  } catch (err) {
    throw new UsageError(`--payload: expected JSON, @file.json or - (${(err as Error).message})`, { cause: err });
  }
}
