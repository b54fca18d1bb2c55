import { readFileSync } from "node:fs";
import { apiAddress } from "@baton/client/rest";
import { type JobRequest, limits, parseLossless } from "@baton/contracts";
import { Command, CommanderError } from "commander";
import { UsageError } from "./usage-error.ts";

/** The dashboard to submit at, as the flags name it. */
type AtDashboard = { url: string | undefined; apiKey: string | undefined };

export type SubmitOptions = AtDashboard & {
  kind: "submit";
  /** As the flags or the lines of a file have them; not validated yet. */
  requests: object[];
  idempotencyKey: string | undefined;
  wait: boolean;
  /** Undefined: no limit. */
  timeoutMs: number | undefined;
  json: boolean;
};

export type PublisherOptions =
  | (AtDashboard & { kind: "console"; lockKey: string | undefined; tenantId: string | undefined })
  | SubmitOptions
  | { kind: "told"; text: string };

type Flags = {
  url?: string;
  apiKey?: string;
  type?: string;
  name?: string;
  payload?: string;
  lockKey?: string;
  priority?: number;
  tenant?: string;
  correlationId?: string;
  jobId?: string;
  idempotencyKey?: string;
  count?: number;
  fromFile?: string;
  wait?: boolean;
  timeout?: number;
  json?: boolean;
};

/** Reads the file that a flag names. */
type ReadFile = (name: string, flag: string) => string;

const maxCount = 100_000;

const notes = `
Without --type, on a terminal: opens the console, where any key submits a job.
Addresses come from AMQP_URL and BATON_NAMESPACE, else .env, else the system that npm start runs in this folder.
With --url or BATON_URL jobs go to that dashboard's REST API instead, as the key in --api-key or BATON_API_KEY, or as the
account that "npm run baton -- login" has logged in; without a broker's address they go where it has logged in.

Exit codes:
  0  every job was accepted (with --wait: and completed)
  1  a job ended otherwise (with --wait)
  2  the command line or the settings are wrong
  3  a job was not accepted: unavailable (nothing was sent), unroutable (no queue takes it),
     unknown (sent, no answer came: try again with --job-id, it will not run twice),
     conflict (the idempotency key was used before for another job),
     refused (the dashboard does not take it); or the dashboard cannot be reached
  4  the time limit of --wait has passed

Examples:
  npm run publisher -- --type demo --payload '{"steps":3,"stepMs":200}' --wait
  npm run publisher -- --type data-processing --payload @job.json --lock-key imports --count 5
  npm run publisher -- --type demo --idempotency-key settlement-2026-01-31
  npm run publisher -- --from-file jobs.ndjson`;

/**
 * @param args what comes after the script's name
 * @param readFile reads the file of a flag; `-` is standard input
 * @throws {UsageError}
 */
export function parseOptions(args: string[], readFile: ReadFile = readFlagFile): PublisherOptions {
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
    .option(
      "--idempotency-key <key>",
      "the same job again under this key is the same job; without --url it needs the storage's address",
    )
    .option("-f, --from-file <file>", "submit the jobs of a file, a job as JSON a line; - for standard input")
    .option("-c, --count <n>", "how many such jobs (default: 1)", wholeNumber("--count", 1, maxCount))
    .option("-w, --wait", "follow the jobs to their end")
    .option("--timeout <seconds>", "how long to wait at most (default: no limit)", wholeNumber("--timeout", 1, 604_800))
    .option("-u, --url <url>", "submit at this dashboard, by REST (default: BATON_URL)", readAddress)
    .option("--api-key <key>", "as this API key; others on this machine see it: better BATON_API_KEY")
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

function readAddress(text: string): string {
  try {
    return apiAddress(text);
  } catch (err) {
    throw new UsageError(`--url: ${(err as Error).message}`, { cause: err });
  }
}

function toOptions(flags: Flags, readFile: ReadFile): PublisherOptions {
  if (flags.fromFile !== undefined) return fileOptions(flags, flags.fromFile, readFile);
  if (flags.type === undefined) return consoleOptions(flags);
  const { count = 1, jobId, idempotencyKey } = flags;
  for (const [flag, value] of Object.entries({ "--job-id": jobId, "--idempotency-key": idempotencyKey })) {
    if (value !== undefined && count > 1) throw new UsageError(`${flag}: expected without --count`);
  }
  const request = requestOf(flags, flags.type, readFile);
  return { ...followOptions(flags), requests: Array.from({ length: count }, () => request), idempotencyKey };
}

/** The lines have everything that a job has; only what is about following them goes with the file. */
function fileOptions(flags: Flags, fromFile: string, readFile: ReadFile): SubmitOptions {
  const { fromFile: _file, wait: _wait, timeout: _timeout, json: _json, url: _url, apiKey: _key, ...others } = flags;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UsageError(`--${dashed(other)}: expected without --from-file`);
  const requests = readFile(fromFile, "--from-file")
    .split("\n")
    .flatMap((line, at) => (line.trim() === "" ? [] : [requestOfLine(line, at + 1)]));
  return { ...followOptions(flags), requests, idempotencyKey: undefined };
}

function followOptions({ wait = false, timeout, json = false, url, apiKey }: Flags) {
  if (timeout !== undefined && !wait) throw new UsageError("--timeout: expected together with --wait");
  return {
    kind: "submit" as const,
    wait,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    json,
    url,
    apiKey,
  };
}

function requestOfLine(line: string, number: number): object {
  const request = parsed(line);
  if (typeof request === "object" && request !== null && !Array.isArray(request)) return request;
  throw new UsageError(`--from-file: expected a job as JSON on line ${number}, got ${describeText(line)}`);
}

/** The console takes the lock key and the tenant that it begins with; everything else needs a type. */
function consoleOptions({ lockKey, tenant, url, apiKey, ...others }: Flags): PublisherOptions {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UsageError(`--${dashed(other)}: expected together with --type`);
  return { kind: "console", lockKey, tenantId: tenant, url, apiKey };
}

function requestOf(flags: Flags, type: string, readFile: ReadFile): JobRequest {
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

function readPayload(given: string, readFile: ReadFile): unknown {
  const payload = parsed(given.startsWith("@") ? readFile(given.slice(1), "--payload") : given);
  if (payload !== undefined) return payload;
  throw new UsageError(`--payload: expected JSON, @file.json or @-, got ${describeText(given)}`);
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

function readFlagFile(name: string, flag: string): string {
  try {
    return readFileSync(name === "-" ? 0 : name, "utf8");
  } catch (err) {
    const reason = err instanceof Error && "code" in err ? String(err.code) : String(err);
    throw new UsageError(`${flag}: cannot read the file "${name}" (${reason})`, { cause: err });
  }
}

function describeText(text: string): string {
  const shown = 60;
  return text.length <= shown ? `"${text}"` : `"${text.slice(0, shown)}…"`;
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
