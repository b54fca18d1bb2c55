import type { DesiredState } from "@baton/contracts";
import { Command, CommanderError } from "commander";
import { type AccountOptions, declareAccountCommands } from "./account/account-options.ts";
import type { DoctorOptions } from "./doctor/doctor-command.ts";
import { declareOperatorCommands, type OperatorOptions } from "./operator/operator-options.ts";
import { declareSchedules, type ScheduleOptions } from "./schedule-options.ts";
import { UsageError } from "./usage-error.ts";

/** What a command is about. */
export type Target =
  | { kind: "all"; since: Date | undefined }
  | { kind: "job"; jobId: string }
  | { kind: "key"; lockKey: string; tenantId: string; since: Date | undefined };

export type VerifyOptions = { kind: "verify"; target: Target; publicKeyFile: string | undefined; json: boolean };
export type VerifyPackOptions = {
  kind: "verify-pack";
  packFile: string;
  publicKeyFile: string | undefined;
  json: boolean;
};
export type ExportOptions = {
  kind: "export";
  target: Target;
  /** Undefined: standard output. */
  outFile: string | undefined;
  withContents: boolean;
};
export type TypesOptions = { kind: "types"; json: boolean };
type NewJobOptions = { kind: "new-job"; name: string };
export type WorkersOptions = { kind: "workers"; json: boolean };
export type DrainOptions = { kind: "drain"; workerId: string; desired: DesiredState };
export type CliOptions =
  | VerifyOptions
  | VerifyPackOptions
  | ExportOptions
  | ScheduleOptions
  | NewJobOptions
  | WorkersOptions
  | DrainOptions
  | TypesOptions
  | DoctorOptions
  | OperatorOptions
  | AccountOptions
  | { kind: "told"; text: string };

type TargetFlags = { job?: string; key?: string; tenant?: string; since?: Date; all?: boolean };
type VerifyFlags = TargetFlags & { pack?: string; publicKey?: string; json?: boolean };
type ExportFlags = TargetFlags & { out?: string; contents?: boolean };

const verifyNotes = `
Recomputes every hash and link, holds and attempts, the head, every job's row from its events and every large value,
and compares them with the signed checkpoint lines. Prints what was checked, and the first break of each key.
Trusts the key in --public-key; without it the one in AUDIT_SIGNING_KEY or in the data folder's keys/.

Exit codes:
  0  the record holds
  1  it does not
  2  the command line or the settings are wrong
  3  storage cannot be reached

Examples:
  npm run baton -- verify
  npm run baton -- verify --key imports --since 2026-11-01
  npm run baton -- verify --pack evidence.ndjson.gz --public-key audit-public.pem`;

const exportNotes = `
Writes one file of JSON lines: a manifest, the checkpoint lines, the contiguous piece of each chain that is needed to
check its links, the rows of its jobs, and the names (hashes) of large values. Gzipped if its name ends with .gz.
A checkpoint line names the keys that it signs, those of other tenants among them.
"baton verify --pack FILE" checks it without storage.

Examples:
  npm run baton -- export --job 0193… --out evidence.ndjson.gz
  npm run baton -- export --since 2026-11-01 --out november.ndjson.gz --contents`;

const newJobNotes = `
Writes NAME.ts, a job with comments, and NAME.test.ts into JOBS_DIR (default: my-jobs). Overwrites nothing.

Example:
  npm run baton -- new-job settle-day`;

const doctorNotes = `
Looks at the versions of Node.js, broker and storage, whether both answer and belong together, the arguments of queues,
rights, locks, latency, the clock and the disk. What it tries it tries under names of its own, and cleans up.
Each finding has a code that stays the same: "problem" (jobs do not run, or the record is in danger), "hazard" (that may
come of it) or "note". The dashboard's health page tells the same.

Exit codes:
  0  no problem was found
  1  there is one
  2  the command line or the settings are wrong`;

const drainNotes = `
The worker learns it within 5 s: it takes no new keys, lets what runs come to its end, and is shown as draining.

Examples:
  npm run baton -- drain worker-1
  npm run baton -- drain worker-1 --resume`;

/**
 * @param args what comes after the script's name
 * @throws {UsageError}
 */
export function parseOptions(args: string[]): CliOptions {
  let told = "";
  let options: CliOptions | undefined;
  const program = declare(
    (text) => {
      told += text;
    },
    (chosen) => {
      options = chosen;
    },
  );
  try {
    program.parse(args, { from: "user" });
  } catch (err) {
    if (!(err instanceof CommanderError)) throw err;
    if (err.exitCode === 0) return { kind: "told", text: told };
    const reason = err.code === "commander.help" ? "expected a command" : err.message.replace(/^error: /, "");
    throw new UsageError(`${reason}\nSee npm run baton -- --help.`, { cause: err });
  }
  return options ?? { kind: "told", text: told };
}

function declare(write: (text: string) => void, choose: (options: CliOptions) => void): Command {
  const program = configured(new Command("baton"), write).description("Baton's command line for operators.");
  const verify = configured(program.command("verify"), write)
    .description("checks the record, or an evidence pack")
    .option("--all", "every key (default)")
    .option("--pack <file>", "check an evidence pack instead, without storage")
    .option("--public-key <file>", "a PEM file with the public key that must have signed the checkpoints")
    .option("--json", "print JSON")
    .addHelpText("after", verifyNotes)
    .action((flags: VerifyFlags) => choose(verifyOptions(flags)));
  const exporting = configured(program.command("export"), write)
    .description("writes an evidence pack")
    .option("-o, --out <file>", "where to (default: standard output)")
    .option("--contents", "with the contents of large values")
    .addHelpText("after", exportNotes)
    .action((flags: ExportFlags) => choose(exportOptions(flags)));
  declareSchedules(configured(program.command("schedules"), write), choose);
  configured(program.command("new-job"), write)
    .description("writes a job of your own, to begin with, and its test")
    .argument("<name>", "its type: lower-case words with dashes")
    .addHelpText("after", newJobNotes)
    .action((name: string) => choose({ kind: "new-job", name }));
  configured(program.command("types"), write)
    .description("lists the job types that live workers can run")
    .option("--json", "print JSON, with the payloads' schemas")
    .action(({ json = false }: { json?: boolean }) => choose({ kind: "types", json }));
  configured(program.command("doctor"), write)
    .description("looks at broker, storage and this machine: what is wrong, and what to do")
    .option("--json", "print JSON")
    .addHelpText("after", doctorNotes)
    .action(({ json = false }: { json?: boolean }) => choose({ kind: "doctor", json }));
  declareOperatorCommands((name) => configured(program.command(name), write), choose);
  declareAccountCommands((name) => configured(program.command(name), write), choose);
  for (const command of [verify, exporting])
    command
      .option("-j, --job <id>", "the key of one job, by its id or the one that its submitter gave it")
      .option("-k, --key <lockKey>", "one lock key")
      .option("-t, --tenant <id>", "whose lock key (default: default)")
      .option("--since <time>", "only what came after the last checkpoint before this time (ISO 8601)", isoTime);
  declareWorkers(program, write, choose);
  return program;
}

function declareWorkers(program: Command, write: (text: string) => void, choose: (options: CliOptions) => void): void {
  configured(program.command("workers"), write)
    .description("lists the workers and what they hold")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) => choose({ kind: "workers", json }));
  configured(program.command("drain"), write)
    .description("lets a worker take no new keys")
    .argument("<worker>", "the worker's id")
    .option("--resume", "let it take keys again")
    .addHelpText("after", drainNotes)
    .action((workerId: string, { resume = false }: { resume?: boolean }) =>
      choose({ kind: "drain", workerId, desired: resume ? "running" : "draining" }),
    );
}

function configured(command: Command, write: (text: string) => void): Command {
  return command
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
}

function verifyOptions({ pack, publicKey: publicKeyFile, json = false, ...target }: VerifyFlags): CliOptions {
  if (pack === undefined) return { kind: "verify", target: toTarget(target), publicKeyFile, json };
  const [other] = Object.keys(target);
  if (other !== undefined) throw new UsageError(`--${other}: expected without --pack, which is checked whole`);
  return { kind: "verify-pack", packFile: pack, publicKeyFile, json };
}

function exportOptions({ out: outFile, contents: withContents = false, ...flags }: ExportFlags): ExportOptions {
  const target = toTarget(flags);
  if (target.kind === "all" && !target.since) throw new UsageError("expected --job, --key or --since");
  if (target.kind === "key" && target.since) throw new UsageError("--since: expected without --key");
  return { kind: "export", target, outFile, withContents };
}

function toTarget({ job, key, tenant, since, all }: TargetFlags): Target {
  if ([job, key, all].filter((given) => given !== undefined).length > 1)
    throw new UsageError("expected one of --job, --key and --all");
  if (tenant !== undefined && key === undefined) throw new UsageError("--tenant: expected together with --key");
  if (job !== undefined && since) throw new UsageError("--since: expected without --job");
  if (job !== undefined) return { kind: "job", jobId: job };
  if (key !== undefined) return { kind: "key", lockKey: key, tenantId: tenant ?? "default", since };
  return { kind: "all", since };
}

function isoTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--since: expected a time like 2026-11-22T10:00:00Z, got "${text}"`);
}
