import { LoginFile } from "@baton/client/rest";
import { appEnvironment, ConfigError, createLogger, type Environment } from "@baton/runtime";
import { Storage } from "@baton/store";
import { manageKeys } from "./access/key-command.ts";
import { manageUsers } from "./access/user-command.ts";
import { type AccountDeps, login, logout, whoami } from "./account/account-commands.ts";
import { cliBrokerConfig, cliConfig, cliDashboardConfig } from "./cli-config.ts";
import { DashboardError } from "./dashboard-error.ts";
import type { AtDashboard } from "./dashboard-flags.ts";
import { askDoctor } from "./doctor/doctor-command.ts";
import { drainWorker } from "./drain-command.ts";
import { startDrill } from "./drill-command.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { exportPack } from "./export-command.ts";
import { listJobs } from "./jobs/list-command.ts";
import { submitJob } from "./jobs/submit-command.ts";
import { watchEvents } from "./jobs/watch-command.ts";
import { newJob } from "./new-job/new-job-command.ts";
import { answerQuestion } from "./operator/answer-question.ts";
import { orderForJob, orderForKey } from "./operator/give-order.ts";
import type { OperatorOptions } from "./operator/operator-options.ts";
import { OperatorSystem } from "./operator/operator-system.ts";
import { parseOptions } from "./options.ts";
import { BrokerSource } from "./reach/broker-source.ts";
import type { JobSource } from "./reach/job-source.ts";
import { openJobSource } from "./reach/open-job-source.ts";
import { rebuildReadModels } from "./rebuild-command.ts";
import { ScheduleCommand } from "./schedule-command.ts";
import { trustedKeys } from "./trusted-keys.ts";
import { listTypes } from "./types-command.ts";
import { UsageError } from "./usage-error.ts";
import { verifyRecord } from "./verify-command.ts";
import { verifyPack } from "./verify-pack-command.ts";
import { listWorkers } from "./workers-command.ts";

/** What matters is printed; a log would run through it. */
const logger = createLogger({ level: "silent", base: { app: "baton" }, readable: false });
const stopping = new AbortController();
const stopped = stopping.signal;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const env = appEnvironment();
  switch (options.kind) {
    case "told":
      say(options.text.trimEnd());
      return exitCode.ok;
    case "verify":
      return verifyRecord(storageOf(env), options, trustedKeys(options.publicKeyFile, env), say);
    case "verify-pack":
      return verifyPack(options, trustedKeys(options.publicKeyFile, env), say);
    case "workers":
      return listWorkers(storageOf(env), options, say);
    case "drain":
      return drainWorker(storageOf(env), options, say);
    case "export":
      return exportPack(storageOf(env), options, trustedKeys(undefined, env), tell);
    case "schedules":
      return new ScheduleCommand(storageOf(env), () => cliBrokerConfig(env), options.json, say).run(options.action);
    case "types":
      return listTypes(storageOf(env), options, say);
    case "doctor":
      return askDoctor(storageOf(env), options, env, { logger, say });
    case "login":
      return login(options, accountDeps(env));
    case "logout":
      return logout(options, accountDeps(env));
    case "whoami":
      return whoami(options, accountDeps(env));
    case "submit":
      return withJobSource(options.at, env, (source) => submitJob(options, { source, signal: stopped, say }));
    case "watch":
      return withJobSource(options.at, env, (source) => watchEvents(options, { source, signal: stopped, say, tell }));
    case "jobs":
      return listJobs(storageOf(env), options, say);
    case "rebuild":
      stopOnSignals();
      return rebuildReadModels(options, { storage: storageOf(env), signal: stopped, say, tell });
    case "users":
      return manageUsers(options, accountDeps(env));
    case "keys":
      return manageKeys(options, accountDeps(env));
    case "drill":
      return startDrill(options.args);
    case "new-job":
      return newJob(options, env, say);
    default:
      return operate(options, env);
  }
}

async function withJobSource(
  at: AtDashboard,
  env: Environment,
  work: (source: JobSource) => Promise<ExitCode>,
): Promise<ExitCode> {
  const atBroker = () => BrokerSource.open({ storage: storageOf(env), config: cliBrokerConfig(env), logger });
  const source = await openJobSource(at, {
    file: LoginFile.of(env),
    set: cliDashboardConfig(env),
    atBroker: env["AMQP_URL"] ? atBroker : undefined,
  });
  stopOnSignals();
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function operate(options: OperatorOptions, env: Environment): Promise<ExitCode> {
  const system = new OperatorSystem({ storage: storageOf(env), config: cliConfig(env), logger });
  try {
    switch (options.kind) {
      case "order-job":
        await system.open();
        return await orderForJob(options, system, say);
      case "order-key":
        await system.open();
        return await orderForKey(options, system, say);
      default:
        return await answerQuestion(options, system, say);
    }
  } finally {
    await system.close();
  }
}

/** A second signal ends the process at once. */
function stopOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
}

function accountDeps(env: Environment): AccountDeps {
  return { file: LoginFile.of(env), set: cliDashboardConfig(env), say };
}

function storageOf(env: Environment): Storage {
  const config = cliConfig(env);
  return new Storage({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace: config.BATON_NAMESPACE,
    auditTable: config.AUDIT_TABLE,
    logger,
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Beside the output, which may be a pack. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function report(err: unknown): ExitCode {
  if (err instanceof UsageError || err instanceof ConfigError) {
    tell(err.message);
    return exitCode.usage;
  }
  if (err instanceof DashboardError) {
    tell(err.message);
    return err.exitCode;
  }
  if (!isStorageFailure(err)) throw err;
  tell(`Storage cannot be reached or does not answer: ${err.message.split("\n")[0]}`);
  return exitCode.unreachable;
}

/** The SDK's errors have a status, the network's a code. */
function isStorageFailure(err: unknown): err is Error {
  return err instanceof Error && err.name === "RestError";
}

process.exitCode = await main().catch(report);
