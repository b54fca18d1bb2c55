import { type CallerOptions, failureText, LoginFile, UnreachableError } from "@baton/client/rest";
import { appEnvironment, ConfigError, type Environment, exitAfterOutput, loadConfig } from "@baton/runtime";
import { BrokerSystem } from "./broker-system.ts";
import { PublisherConsole } from "./console/publisher-console.ts";
import { dashboardWay } from "./dashboard-way.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { JobSystem } from "./job-system.ts";
import { Report } from "./one-shot/report.ts";
import { submitJobs } from "./one-shot/submit-jobs.ts";
import { type PublisherOptions, parseOptions } from "./options.ts";
import { publisherConfigSchema, wayConfigSchema } from "./publisher-config.ts";
import { RestSystem } from "./rest-system.ts";
import { UsageError } from "./usage-error.ts";
import { validJob } from "./valid-job.ts";

type Run = Exclude<PublisherOptions, { kind: "told" }>;

const usualTries = 3;

async function main(): Promise<ExitCode> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === "told") {
    say(options.text.trimEnd());
    return exitCode.ok;
  }
  checkConsole(options);
  const env = appEnvironment();
  const way = loadConfig(wayConfigSchema, env);
  const access = await dashboardWay(options, way, LoginFile.of(env));
  const supervised = way.BATON_SUPERVISED !== undefined;
  if (!access) return run(brokerSystem(options, env), options, supervised);
  return run(new RestSystem(access), options, supervised).catch((err) => tellFailure(err, access));
}

async function run(system: JobSystem, options: Run, supervised: boolean): Promise<ExitCode> {
  try {
    if (options.kind === "console") return await runConsole(system, options, supervised);
    return await submitJobs(system, options, new Report(options.json, say));
  } finally {
    await system.stop();
  }
}

/** The console tries again by itself, and shows that it does. */
function brokerSystem({ kind }: Run, env: Environment): JobSystem {
  return new BrokerSystem(loadConfig(publisherConfigSchema, env), kind === "console" ? 1 : usualTries);
}

/** @throws `err` when it is nothing that a dashboard or the way to it is to blame for. */
function tellFailure(err: unknown, access: CallerOptions): ExitCode {
  const text = failureText(err, access);
  if (text === undefined) throw err;
  process.stderr.write(`${text}\n`);
  return err instanceof UnreachableError ? exitCode.notAccepted : exitCode.usage;
}

/** @throws {UsageError} before the display opens, where the message would be lost. */
function checkConsole(options: PublisherOptions): void {
  if (options.kind !== "console") return;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError("There is no terminal here whose keys could submit jobs: expected --type. See --help.");
  }
  const { lockKey = "default", tenantId = "default" } = options;
  validJob({ type: "demo", lockKey, tenantId });
}

async function runConsole(
  system: JobSystem,
  { lockKey, tenantId }: Run & { kind: "console" },
  supervised: boolean,
): Promise<ExitCode> {
  // Before the display opens, where the message would be lost.
  await system.start();
  const publisherConsole = new PublisherConsole(system, { lockKey, tenantId, supervised });
  // Not `once`: what restores the cursor at a signal ends the process when it finds no other listener left.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => publisherConsole.end());
  process.once("disconnect", () => publisherConsole.end());
  process.on("message", (message) => {
    if (isNotice(message)) publisherConsole.notice(message.text);
  });
  await publisherConsole.run();
  return exitCode.ok;
}

/** What `npm start` has to say while the console has the terminal. */
function isNotice(message: unknown): message is { kind: "notice"; text: string } {
  if (typeof message !== "object" || message === null) return false;
  return "kind" in message && message.kind === "notice" && "text" in message && typeof message.text === "string";
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(err: unknown): ExitCode {
  if (err instanceof UsageError) process.stderr.write(`${err.message}\n`);
  else if (err instanceof ConfigError) {
    process.stderr.write(
      `${err.message}\nIf npm start runs in this folder, its addresses are taken without any setting.\n`,
    );
  } else throw err;
  return exitCode.usage;
}

await exitAfterOutput(await main().catch(report));
