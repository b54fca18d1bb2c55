import { enableCompileCache } from "node:module";
import { hostname } from "node:os";
import { join } from "node:path";
import type { LockStore } from "@baton/lease";
import {
  appEnvironment,
  ConfigError,
  cloneFolder,
  createLogger,
  type Logger,
  LogLevel,
  toggleLogLevelOnSignal,
  withoutSecrets,
} from "@baton/runtime";
import { type ProcessorConfig, processorConfig } from "./config.ts";
import { exitCodes } from "./parent-protocol.ts";
import { ProcessorParent } from "./processor-parent.ts";
import { tellParent } from "./tell-parent.ts";

const compileCache = join(cloneFolder, "node_modules/.cache/compile");

/** The processor. Exit codes: 0 stopped in order, 2 wrong settings, 3 it cannot go on, 130 stopped at once. */
async function main(): Promise<number> {
  // For what is imported only when a child has died: then there is no time to lose.
  enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? compileCache);
  const env = appEnvironment();
  const config = processorConfig(env);
  const level = new LogLevel(config.LOG_LEVEL);
  const logger = createLogger({
    level,
    base: { app: "processor-parent", workerId: config.WORKER_ID },
  });
  const parent = new ProcessorParent({
    // Job code can read the environment with which its process was started, whatever is taken out of it later.
    env: { NODE_COMPILE_CACHE: compileCache, ...withoutSecrets(env), WORKER_ID: config.WORKER_ID },
    secrets: { signingKey: config.AUDIT_SIGNING_KEY, traceHeaders: config.OTEL_EXPORTER_OTLP_HEADERS },
    leaseSeconds: config.LEASE_SECONDS,
    locks: () => lockStore(config, logger),
    logger,
    pass: tellParent,
  });
  toggleLogLevelOnSignal(level, logger, (changed) => parent.setLogLevel(changed));
  let signals = 0;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) parent.stopNow();
      else parent.stop();
    });
  }
  process.once("disconnect", () => parent.stop());
  return parent.run();
}

/** Made when a child has died: until then the parent does without the storage SDK, a third of its memory. */
async function lockStore(config: ProcessorConfig, logger: Logger): Promise<LockStore> {
  const { LockStore } = await import("@baton/lease");
  return new LockStore({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace: config.BATON_NAMESPACE,
    lockContainer: config.LOCK_CONTAINER,
    leaseSeconds: config.LEASE_SECONDS,
    identity: { workerId: config.WORKER_ID, incarnation: "parent", host: hostname() },
    journal: { note: async () => undefined, over: () => undefined },
    logger,
  });
}

main().then(
  (code) => process.exit(code),
  (err: unknown) => {
    if (!(err instanceof ConfigError)) throw err;
    process.stderr.write(`${err.message}\n`);
    process.exit(exitCodes.wrongSettings);
  },
);
