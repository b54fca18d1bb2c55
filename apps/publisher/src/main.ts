import { BrokerConnection } from "@baton/broker";
import { appEnvironment, ConfigError, createLogger, exitAfterOutput, loadConfig, pause } from "@baton/runtime";
import { PublisherConsole } from "./console/publisher-console.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { eventReader, type ReadEvents } from "./job-records.ts";
import { Report } from "./one-shot/report.ts";
import { submitJobs } from "./one-shot/submit-jobs.ts";
import { type PublisherOptions, parseOptions } from "./options.ts";
import { type PublisherConfig, publisherConfigSchema } from "./publisher-config.ts";
import { UsageError } from "./usage-error.ts";
import { validJob } from "./valid-job.ts";

// A broker that does not answer any more must not keep us from ending.
const closeMs = 1000;

async function main(): Promise<ExitCode> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === "told") {
    say(options.text.trimEnd());
    return exitCode.ok;
  }
  checkConsole(options);
  const config = loadConfig(publisherConfigSchema, appEnvironment());
  const connection = connectionFor(config);
  await connection.start();
  try {
    const readEvents = eventReader(config);
    if (options.kind === "console") return await runConsole(connection, options, config, readEvents);
    return await submitJobs(connection, options, { report: new Report(options.json, say), readEvents });
  } finally {
    await Promise.race([connection.close(), pause(closeMs)]);
  }
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

function connectionFor({ AMQP_URL: url, BATON_NAMESPACE: namespace }: PublisherConfig): BrokerConnection {
  // The display or the report tells what matters; a log would run through it.
  const logger = createLogger({ level: "silent", base: { app: "publisher" }, readable: false });
  return new BrokerConnection({ url, namespace, name: "baton publisher", logger });
}

async function runConsole(
  connection: BrokerConnection,
  { lockKey, tenantId }: PublisherOptions & { kind: "console" },
  config: PublisherConfig,
  readEvents: ReadEvents | undefined,
): Promise<ExitCode> {
  const supervised = config.BATON_SUPERVISED !== undefined;
  const publisherConsole = new PublisherConsole(connection, { lockKey, tenantId, supervised, readEvents });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => publisherConsole.end());
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
