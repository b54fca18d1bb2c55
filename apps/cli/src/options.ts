import { readFileSync } from "node:fs";
import type { DesiredState } from "@baton/contracts";
import { Argument, Command, CommanderError } from "commander";
import { declareKeys, type KeyOptions } from "./access/key-options.ts";
import { declareUsers, type UserOptions } from "./access/user-options.ts";
import { type AccountOptions, declareAccountCommands } from "./account/account-options.ts";
import { groupCommands } from "./command-groups.ts";
import { completionScript, type Shell, shells } from "./completion/completion-script.ts";
import { completionNodes } from "./completion/completion-words.ts";
import type { DoctorOptions } from "./doctor/doctor-command.ts";
import { declareList, type ListOptions } from "./jobs/list-options.ts";
import { declareSubmit, type SubmitOptions } from "./jobs/submit-options.ts";
import { declareWatch, type WatchOptions } from "./jobs/watch-options.ts";
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
export type NewJobOptions = { kind: "new-job"; name: string; json: boolean };
export type WorkersOptions = { kind: "workers"; json: boolean };
export type DrainOptions = { kind: "drain"; workerId: string; desired: DesiredState; json: boolean };
export type RebuildOptions = { kind: "rebuild"; json: boolean };
type DrillOptions = { kind: "drill"; args: string[] };
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
  | SubmitOptions
  | WatchOptions
  | ListOptions
  | RebuildOptions
  | UserOptions
  | KeyOptions
  | DrillOptions
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

const rebuildNotes = `
Makes read models that are missing and fills them all: the lists of jobs, of events, of dead letters and of what
operators did, the figures of the last eight days, and which results expire when. Workers may run meanwhile; it may run
again, and what is stopped by Ctrl-C is finished by the next run.

Exit codes:
  0  rebuilt
  2  the command line or the settings are wrong, or nothing is stored here
  3  storage cannot be reached
  4  stopped before it was done

Example:
  npm run baton -- rebuild`;

const completionNotes = `
Prints what the shell reads, for a command or function that is called "baton". Into ~/.bashrc, ~/.zshrc (after compinit)
or ~/.config/fish/config.fish, with your clone's folder:

  baton() { node /path/to/the/clone/apps/cli/src/main.ts "$@"; }
  source <(baton completion bash)`;

const programNotes = `
Exit codes mean the same for every command:
  0  done: all is well
  1  the answer is no: refused, unknown, broken, or a job that ended otherwise than completed
  2  the command line or the settings are wrong
  3  what is asked cannot be reached; nothing was done
  4  it is not known yet how it ends

"npm run baton -- COMMAND --help" tells of one command, docs/command-line.md of all.`;

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

/** Every command with its options, to be looked at. */
export function commandTree(): Command {
  const nobody = () => undefined;
  return declare(nobody, nobody);
}

function declare(write: (text: string) => void, choose: (options: CliOptions) => void): Command {
  const program = configured(new Command("baton"), write)
    .description("Baton's command line.")
    .version(version(), "-V, --version", "tells the version")
    .addHelpText("after", programNotes)
    .enablePositionalOptions();
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
    .option("--json", "print JSON")
    .addHelpText("after", newJobNotes)
    .action((name: string, { json = false }: { json?: boolean }) => choose({ kind: "new-job", name, json }));
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
  declareNewer((name) => configured(program.command(name), write), choose);
  declareHelpers(program, write, choose);
  groupCommands(program);
  return program;
}

function declareNewer(declare: (name: string) => Command, choose: (options: CliOptions) => void): void {
  declareSubmit(declare, choose);
  declareWatch(declare, choose);
  declareList(declare, choose);
  declareUsers(declare("users"), choose);
  declareKeys(declare("keys"), choose);
  declare("rebuild")
    .description("writes the read models again, from the ledgers and the inbox")
    .option("--json", "print JSON")
    .addHelpText("after", rebuildNotes)
    .action(({ json = false }: { json?: boolean }) => choose({ kind: "rebuild", json }));
}

function declareHelpers(program: Command, write: (text: string) => void, choose: (options: CliOptions) => void): void {
  configured(program.command("drill"), write)
    .description("starts the drill: a system of its own, under every fault")
    .argument("[args...]", 'what "npm run drill" takes; --help tells')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .action((args: string[]) => choose({ kind: "drill", args }));
  configured(program.command("completion"), write)
    .description("prints the completion of these commands for a shell")
    .addArgument(new Argument("<shell>", "whose").choices(shells))
    .addHelpText("after", completionNotes)
    .action((shell: Shell) => choose({ kind: "told", text: completionScript(shell, completionNodes(program)) }));
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
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
    .option("--json", "print JSON")
    .addHelpText("after", drainNotes)
    .action((workerId: string, { resume = false, json = false }: { resume?: boolean; json?: boolean }) =>
      choose({ kind: "drain", workerId, desired: resume ? "running" : "draining", json }),
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
