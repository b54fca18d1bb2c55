import { MissingPackageError } from "@baton/embedded";
import { ConfigError, exitAfterOutput } from "@baton/runtime";
import { UsageError } from "./command-line.ts";

const exitCodes = { usage: 2, stopped: 130 } as const;

/** Runs a program to its exit code; what the user did wrong is said without a stack. */
export async function runMain(main: () => Promise<number>): Promise<never> {
  return exitAfterOutput(await main().catch(explain));
}

/** Ends what a program has started before the program ends by a signal. */
export function closeOnSignals(close: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void close().then(() => process.exit(exitCodes.stopped)));
  }
}

function explain(err: unknown): number {
  if (!(err instanceof UsageError || err instanceof ConfigError || err instanceof MissingPackageError)) throw err;
  process.stderr.write(`${err.message}\n`);
  return exitCodes.usage;
}
