import { writeFileSync } from "node:fs";
import { closeOnSignals, runMain } from "@baton/harness";
import { createLogger } from "@baton/runtime";
import { BenchRun } from "./bench-run.ts";
import { parseOptions } from "./options.ts";
import { describeReport } from "./report.ts";
import { describeSubmitReport } from "./submit-report.ts";
import { SubmitRun } from "./submit-run.ts";

const exitCode = { ok: 0, notVerified: 1 } as const;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === "told") {
    say(options.text);
    return exitCode.ok;
  }
  const logger = createLogger({ level: "warn", base: { app: "bench" }, readable: false });
  const Run = options.plan.profile === "submit" ? SubmitRun : BenchRun;
  const run = new Run(options.plan, (line) => process.stderr.write(`${line}\n`), logger);
  closeOnSignals(() => run.close());
  try {
    const report = await run.run(process.env);
    say("proof" in report ? describeReport(report) : describeSubmitReport(report));
    if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, undefined, 2)}\n`);
    const { faults } = "proof" in report ? report.proof : report;
    return faults.length === 0 ? exitCode.ok : exitCode.notVerified;
  } finally {
    await run.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runMain(main);
