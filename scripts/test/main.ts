import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { curlPackage, provide } from "@baton/embedded";
import { type Environment, settings } from "@baton/runtime";
import { provideBrowser } from "./browser.ts";
import { add, type Counts, closingLine, none, readPlaywrightCounts, readVitestCounts } from "./counts.ts";
import { Services } from "./services.ts";
import { StepProcess } from "./step-process.ts";

/**
 * `npm test`: sets up its own broker, storage and browser, runs every kind of test, and ends with one line over
 * all of them. With names of steps as arguments, only those run.
 */
const stepNames = ["check", "unit", "integration", "e2e", "faults"] as const;
type StepName = (typeof stepNames)[number];
/** What takes long runs only when it is asked for. */
const usualSteps: readonly StepName[] = ["check", "unit", "integration", "e2e"];

const folder = mkdtempSync(path.join(tmpdir(), "baton-test-"));
const steps = new StepProcess();
const services = new Services(folder);

async function main(): Promise<Counts> {
  const asked = askedSteps(process.argv.slice(2));
  // Named steps may use a broker and storage that are given; a whole run is never a guest anywhere.
  const given = asked.length > 0 ? process.env : {};
  const wanted: readonly StepName[] = asked.length > 0 ? asked : usualSteps;
  const needsServices = wanted.includes("integration") || wanted.includes("faults");
  const addresses = needsServices ? services.start(given) : undefined;
  // Awaited where it is needed; until then a failure must not count as unhandled.
  addresses?.catch(() => undefined);

  let total = none;
  for (const name of stepNames.filter((step) => wanted.includes(step))) {
    total = add(total, await run(name, addresses));
  }
  return total;
}

async function run(name: StepName, addresses: Promise<Environment> | undefined): Promise<Counts> {
  try {
    switch (name) {
      case "check":
        return await runChecks();
      case "unit":
        return await runVitest("unit", ownEnvironment());
      case "integration":
        await services.buildDashboard();
        return await runIntegration({ ...ownEnvironment(), ...(await addresses) });
      case "faults":
        return await runVitest("faults", { ...ownEnvironment(), ...(await addresses) });
      case "e2e":
        return await runPlaywright();
    }
  } catch (err) {
    console.error(`${name}: ${(err as Error).message}`);
    return { ...none, failed: 1 };
  }
}

/** Each check counts as one test. */
async function runChecks(): Promise<Counts> {
  let counts = none;
  for (const check of ["lint", "types", "knip"]) {
    announce(check);
    const passed = await steps.run("npm", ["run", "--silent", check], process.env);
    counts = add(counts, passed ? { ...none, passed: 1 } : { ...none, failed: 1 });
  }
  return counts;
}

/** Those that hold bounds in seconds run by themselves, after the others. */
async function runIntegration(env: Environment): Promise<Counts> {
  return add(await runVitest("integration", env), await runVitest("timed", env));
}

async function runVitest(project: "unit" | "integration" | "timed" | "faults", env: Environment): Promise<Counts> {
  announce(`${project} tests`);
  const report = path.join(folder, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const passed = await steps.runTool("vitest/vitest.mjs", ["run", "--project", project, ...reporters], env);
  return counted(report, readVitestCounts, passed);
}

async function runPlaywright(): Promise<Counts> {
  announce("end-to-end tests");
  // The tests submit jobs as people do: by key, and by curl.
  await provide(curlPackage, { install: true, say: console.log });
  const chromium = await provideBrowser();
  const report = path.join(folder, "e2e.json");
  const env = {
    ...ownEnvironment(),
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  };
  const passed = await steps.runTool("@playwright/test/cli.js", ["test", "--reporter=list,json"], env);
  return counted(report, readPlaywrightCounts, passed);
}

// A tool can fail without a failed test: a file that does not load, an error outside any test.
function counted(report: string, read: (file: string) => Counts, passed: boolean): Counts {
  const counts = existsSync(report) ? read(report) : none;
  return passed || counts.failed > 0 ? counts : add(counts, { ...none, failed: 1 });
}

/** Nothing of the settings and data of the developer's own system, running or not, may reach a test. */
function ownEnvironment(): Environment {
  const inherited = Object.entries(process.env).filter(([name]) => !(name in settings));
  return {
    ...Object.fromEntries(inherited),
    BATON_ENV_FILE: path.join(folder, "none.env"),
    BATON_DATA_DIR: path.join(folder, "data"),
  };
}

function askedSteps(args: string[]): StepName[] {
  return args.map((arg) => {
    const name = stepNames.find((step) => step === arg);
    if (!name) throw new Error(`No such step: ${arg}. There are ${stepNames.join(", ")}.`);
    return name;
  });
}

function announce(what: string): void {
  console.log(`\n── ${what}`);
}

async function finish(counts: Counts): Promise<void> {
  if (interrupted) return;
  await services.stop();
  if (counts.failed === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`\nLogs and reports of this run are in ${folder}`);
  console.log(`\n${closingLine(counts)}`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

let interrupted = false;
async function interrupt(signal: NodeJS.Signals): Promise<void> {
  if (interrupted) return;
  interrupted = true;
  steps.end(signal);
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(130);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void interrupt(signal));
process.once("disconnect", () => void interrupt("SIGTERM"));

main().then(finish, async (err) => {
  console.error(err instanceof Error ? err.message : err);
  await finish({ ...none, failed: 1 });
});
