import { readFileSync } from "node:fs";
import { type JobRequest, limits, parseLossless } from "@baton/contracts";
import { Command, CommanderError } from "commander";
import { UsageError } from "./usage-error.ts";

export type SubmitOptions = {
  kind: "submit";
  request: JobRequest;
  count: number;
  wait: boolean;
  /** Undefined: no limit. */
  timeoutMs: number | undefined;
  json: boolean;
};

export type PublisherOptions =
  | { kind: "console"; lockKey: string | undefined; tenantId: string | undefined }
  | SubmitOptions
  | { kind: "told"; text: string };

type Flags = {
  type?: string;
  name?: string;
  payload?: string;
  lockKey?: string;
  priority?: number;
  tenant?: string;
  correlationId?: string;
  jobId?: string;
  count?: number;
  wait?: boolean;
  timeout?: number;
  json?: boolean;
};

const maxCount = 100_000;

const notes = `
Without --type, on a terminal: opens the console, where any key submits a job.
Addresses come from AMQP_URL and BATON_NAMESPACE, else .env, else the system that npm start runs in this folder.

Exit codes:
  0  every job was accepted (with --wait: and completed)
  1  a job ended otherwise (with --wait)
  2  the command line or the settings are wrong
  3  a job was not accepted: unavailable (nothing was sent), unroutable (no queue takes it),
     unknown (sent, no answer came: try again with --job-id, it will not run twice)
  4  the time limit of --wait has passed

Examples:
  npm run publisher -- --type demo --payload '{"steps":3,"stepMs":200}' --wait
  npm run publisher -- --type data-processing --payload @job.json --lock-key imports --count 5`;

/**
 * @param args what comes after the script's name
 * @param readFile reads `--payload @file`; `@-` is standard input
 * @throws {UsageError}
 */
export function parseOptions(args: string[], readFile = readPayloadFile): PublisherOptions {
  let told = "";
  const command = declare(new Command("publisher"), (text) => {
    told += text;
  });
  try {
    command.parse(args, { from: "user" });
  } catch (err) {
    if (!(err instanceof CommanderError)) throw err;
    if (err.exitCode === 0) return { kind: "told", text: told };
    throw new UsageError(`${err.message.replace(/^error: /, "")}\nSee --help.`, { cause: err });
  }
  return toOptions(command.opts<Flags>(), readFile);
}

function declare(command: Command, write: (text: string) => void): Command {
  return command
    .description("Submits jobs: from the keyboard, or with the flags below.")
    .option("-t, --type <type>", "the kind of job, e.g. demo or data-processing")
    .option("-n, --name <name>", "shown in lists (default: the type)")
    .option("-p, --payload <json>", "JSON text, @file.json, or @- for standard input (default: {})")
    .option("-k, --lock-key <key>", "jobs with the same key never run at the same time (default: default)")
    .option("--priority <0-9>", "higher goes first (default: 0)", wholeNumber("--priority", 0, limits.maxPriority))
    .option("--tenant <id>", "whose job it is (default: default)")
    .option("--correlation-id <id>", "an id of yours that is kept with the job")
    .option("--job-id <id>", "a job id to submit again, after the answer unknown")
    .option("-c, --count <n>", "how many such jobs (default: 1)", wholeNumber("--count", 1, maxCount))
    .option("-w, --wait", "follow the jobs to their end")
    .option("--timeout <seconds>", "how long to wait at most (default: no limit)", wholeNumber("--timeout", 1, 604_800))
    .option("--json", "print JSON, one object a line")
    .addHelpText("after", notes)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
}

function wholeNumber(flag: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new UsageError(`${flag}: expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  };
}

function toOptions(flags: Flags, readFile: (name: string) => string): PublisherOptions {
  if (flags.type === undefined) return consoleOptions(flags);
  const { count = 1, wait = false, timeout, json = false } = flags;
  if (timeout !== undefined && !wait) throw new UsageError("--timeout: expected together with --wait");
  if (flags.jobId !== undefined && count > 1) throw new UsageError("--job-id: expected without --count");
  return {
    kind: "submit",
    request: requestOf(flags, flags.type, readFile),
    count,
    wait,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    json,
  };
}

/** The console takes the lock key and the tenant that it begins with; everything else needs a type. */
function consoleOptions({ lockKey, tenant, ...others }: Flags): PublisherOptions {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UsageError(`--${dashed(other)}: expected together with --type`);
  return { kind: "console", lockKey, tenantId: tenant };
}

function requestOf(flags: Flags, type: string, readFile: (name: string) => string): JobRequest {
  const { name, payload, lockKey, priority, tenant, correlationId, jobId } = flags;
  return {
    type,
    ...(name === undefined ? {} : { name }),
    ...(payload === undefined ? {} : { payload: readPayload(payload, readFile) as JobRequest["payload"] }),
    ...(lockKey === undefined ? {} : { lockKey }),
    ...(priority === undefined ? {} : { priority }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(jobId === undefined ? {} : { jobId }),
  };
}

function readPayload(given: string, readFile: (name: string) => string): unknown {
  const text = given.startsWith("@") ? readFile(given.slice(1)) : given;
  try {
    return parseLossless(text);
  } catch (err) {
    throw new UsageError(`--payload: expected JSON, @file.json or @-, got ${describeText(given)}`, { cause: err });
  }
}

function readPayloadFile(name: string): string {
  try {
    return readFileSync(name === "-" ? 0 : name, "utf8");
  } catch (err) {
    const reason = err instanceof Error && "code" in err ? String(err.code) : String(err);
    throw new UsageError(`--payload: cannot read the file "${name}" (${reason})`, { cause: err });
  }
}

function describeText(text: string): string {
  const shown = 60;
  return text.length <= shown ? `"${text}"` : `"${text.slice(0, shown)}…"`;
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
