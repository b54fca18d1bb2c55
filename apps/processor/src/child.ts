import { InstanceMismatchError } from "@baton/broker";
import { appEnvironment, ConfigError, createLogger, Lifecycle } from "@baton/runtime";
import { SchemaTooNewError } from "@baton/store";
import { processorConfig } from "./config.ts";
import { ParentJournal, tellParent } from "./parent-journal.ts";
import { exitCodes } from "./parent-protocol.ts";
import { startWorker } from "./worker.ts";

/** The working child of a processor: broker, locks, ledgers, job threads. Started by main.ts. */
async function main(): Promise<void> {
  const config = processorConfig(appEnvironment());
  const logger = createLogger({ level: config.LOG_LEVEL, base: { app: "processor", workerId: config.WORKER_ID } });
  const lifecycle = new Lifecycle(logger);
  lifecycle.stopOnSignals();
  const giveUpIfHopeless = (err: unknown) => {
    if (!(err instanceof InstanceMismatchError || err instanceof SchemaTooNewError || err instanceof ConfigError))
      return;
    logger.fatal(err.message);
    process.exit(exitCodes.cannotGoOn);
  };
  try {
    await startWorker(
      config,
      lifecycle,
      {
        journal: new ParentJournal(),
        onRunning: (jobs) => tellParent({ kind: "running", jobs }),
        onFatal: giveUpIfHopeless,
        onStuck: () => {
          logger.fatal("A job's thread cannot be ended; this process ends itself, and its parent cleans up");
          // An exit would wait for that thread.
          process.kill(process.pid, "SIGKILL");
        },
      },
      logger,
    );
  } catch (err) {
    giveUpIfHopeless(err);
    throw err;
  }
  logger.info("Processor ready");
  tellParent({ kind: "ready", workerId: config.WORKER_ID });
}

await main();
