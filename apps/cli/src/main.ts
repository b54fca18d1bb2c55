import { appEnvironment, ConfigError, createLogger, type Environment } from "@baton/runtime";
import { Storage } from "@baton/store";
import { cliConfig } from "./cli-config.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { exportPack } from "./export-command.ts";
import { parseOptions } from "./options.ts";
import { trustedKeys } from "./trusted-keys.ts";
import { UsageError } from "./usage-error.ts";
import { verifyRecord } from "./verify-command.ts";
import { verifyPack } from "./verify-pack-command.ts";

async function main(): Promise<ExitCode> {
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
    case "export":
      return exportPack(storageOf(env), options, trustedKeys(undefined, env), tell);
  }
}

function storageOf(env: Environment): Storage {
  const config = cliConfig(env);
  return new Storage({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace: config.BATON_NAMESPACE,
    auditTable: config.AUDIT_TABLE,
    // What matters is printed; a log would run through it.
    logger: createLogger({ level: "silent", base: { app: "baton" }, readable: false }),
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
  if (!isStorageFailure(err)) throw err;
  tell(`Storage cannot be reached or does not answer: ${err.message.split("\n")[0]}`);
  return exitCode.unreachable;
}

/** The SDK's errors have a status, the network's a code. */
function isStorageFailure(err: unknown): err is Error {
  return err instanceof Error && err.name === "RestError";
}

process.exitCode = await main().catch(report);
