import { writeFileSync } from "node:fs";
import { MissingPackageError } from "@baton/harness";
import { ConfigError, createLogger } from "@baton/runtime";
import { BenchRun } from "./bench-run.ts";
import { parseOptions } from "./options.ts";
import { describeReport } from "./report.ts";
import { UsageError } from "./usage-error.ts";

const exitCode = { ok: 0, notVerified: 1, usage: 2, stopped: 130 } as const;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === "told") {
    say(options.text.trimEnd());
    return exitCode.ok;
  }
  const run = new BenchRun(options.plan, (line) => process.stderr.write(`${line}\n`), quietLogger());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void run.close().then(() => process.exit(exitCode.stopped)));
  }
  try {
    const report = await run.run(process.env);
    say(describeReport(report));
    if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, undefined, 2)}\n`);
    return report.proof.faults.length === 0 ? exitCode.ok : exitCode.notVerified;
  } finally {
    await run.close();
  }
}

function quietLogger() {
  return createLogger({ level: "warn", base: { app: "bench" }, readable: false });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(err: unknown): number {
  if (!(err instanceof UsageError || err instanceof ConfigError || err instanceof MissingPackageError)) throw err;
  process.stderr.write(`${err.message}\n`);
  return exitCode.usage;
}

process.exit(await main().catch(report));
