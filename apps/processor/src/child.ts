import { InstanceMismatchError } from "@baton/broker";
import { Redaction } from "@baton/contracts";
import { JobModuleError } from "@baton/engine";
import { appEnvironment, ConfigError, createLogger, Lifecycle, LogLevel } from "@baton/runtime";
import { startTracing } from "@baton/runtime/tracing";
import { SchemaTooNewError } from "@baton/store";
import { processorConfig } from "./config.ts";
import { ParentJournal } from "./parent-journal.ts";
import { levelFromParent } from "./parent-log-level.ts";
import { exitCodes } from "./parent-protocol.ts";
import { secretsFromParent } from "./parent-secrets.ts";
import { tellParent } from "./tell-parent.ts";
import { startWorker } from "./worker.ts";
import { WorkerTelemetry } from "./worker-telemetry.ts";

/** No new start mends these; someone must act. */
const hopeless = [InstanceMismatchError, SchemaTooNewError, ConfigError, JobModuleError];

/** The working child of a processor: broker, locks, ledgers, job threads. Started by main.ts. */
async function main(): Promise<void> {
  const config = processorConfig(appEnvironment());
  const level = new LogLevel(config.LOG_LEVEL);
  const logger = createLogger({
    level,
    base: { app: "processor", workerId: config.WORKER_ID },
    redaction: new Redaction(config.REDACT_FIELDS),
  });
  const lifecycle = new Lifecycle(logger);
  lifecycle.stopOnSignals();
  levelFromParent(level, logger);
  const giveUpIfHopeless = (err: unknown) => {
    if (!hopeless.some((kind) => err instanceof kind)) return;
    logger.fatal({ event: "CannotGoOn" }, (err as Error).message);
    process.exit(exitCodes.cannotGoOn);
  };
  const telemetry = new WorkerTelemetry();
  try {
    lifecycle.onClose("telemetry", () => telemetry.stop());
    // Its message is listened for first: it may be here already.
    const [secrets] = await Promise.all([secretsFromParent(), telemetry.start(config, logger)]);
    const { signingKey, traceHeaders = config.OTEL_EXPORTER_OTLP_HEADERS } = secrets;
    const stopTracing = await startTracing({
      endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: traceHeaders,
      ratio: config.OTEL_TRACES_SAMPLER_ARG,
      resource: { "service.name": "baton-processor", "service.instance.id": config.WORKER_ID },
      logger,
    });
    lifecycle.onClose("traces", stopTracing);
    await startWorker(
      { ...config, ...(signingKey === undefined ? {} : { AUDIT_SIGNING_KEY: signingKey }) },
      lifecycle,
      {
        telemetry,
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
