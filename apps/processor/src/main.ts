import { InstanceMismatchError } from "@baton/broker";
import { appEnvironment, ConfigError, createLogger, Lifecycle } from "@baton/runtime";
import { SchemaTooNewError } from "@baton/store";
import { processorConfig } from "./config.ts";
import { startWorker } from "./worker.ts";

/** Wires the processor. Exit codes: 0 stopped in order, 2 wrong settings, 1 anything else. */
async function main(): Promise<void> {
  const config = processorConfig(appEnvironment());
  const logger = createLogger({ level: config.LOG_LEVEL, base: { app: "processor", workerId: config.WORKER_ID } });
  const lifecycle = new Lifecycle(logger);
  lifecycle.stopOnSignals();
  const fatal = (err: unknown) => {
    if (err instanceof InstanceMismatchError || err instanceof SchemaTooNewError) logger.fatal(err.message);
    else logger.fatal({ err }, "The processor cannot go on");
    process.exit(1);
  };
  try {
    await startWorker(
      config,
      lifecycle,
      {
        onRunning: (jobs) => process.send?.({ kind: "running", jobs }),
        onFatal: (err) => err instanceof InstanceMismatchError && fatal(err),
      },
      logger,
    );
  } catch (err) {
    fatal(err);
  }
  logger.info("Processor ready");
  process.send?.({ kind: "ready", workerId: config.WORKER_ID });
}

main().catch((err: unknown) => {
  if (!(err instanceof ConfigError)) throw err;
  process.stderr.write(`${err.message}\n`);
  process.exit(2);
});
