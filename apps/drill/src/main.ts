import { writeFileSync } from "node:fs";
import { closeOnSignals, runMain } from "@baton/harness";
import { createLogger } from "@baton/runtime";
import { DrillRun } from "./drill-run.ts";
import { parseOptions } from "./options.ts";
import { describeReport } from "./report.ts";

const exitCode = { ok: 0, notProved: 1 } as const;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === "told") {
    say(options.text);
    return exitCode.ok;
  }
  const logger = createLogger({ level: "warn", base: { app: "drill" }, readable: false });
  const run = new DrillRun(options.plan, (line) => process.stderr.write(`${line}\n`), logger);
  closeOnSignals(() => run.close());
  try {
    const report = await run.run();
    say(describeReport(report));
    if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, undefined, 2)}\n`);
    return report.proof.faults.length === 0 ? exitCode.ok : exitCode.notProved;
  } finally {
    await run.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runMain(main);
