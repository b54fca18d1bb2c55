import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { curlPackage, provide } from "@baton/embedded";
import { type Environment, settings } from "@baton/runtime";
import { provideBrowser } from "./browser.ts";
import { add, closingLines, none, type Results, readPlaywrightResults, readVitestResults } from "./results.ts";
import { Services } from "./services.ts";
import { StepProcess } from "./step-process.ts";

/**
 * `npm test`: sets up its own broker, storage and browser, runs every kind of test, and ends with one line over
 * all of them. With names of steps as arguments, only those run.
 */
const stepNames = ["check", "unit", "integration", "e2e", "faults", "fuzz"] as const;
type StepName = (typeof stepNames)[number];
/** They run against a broker and a storage. */
const serviced: readonly StepName[] = ["integration", "faults", "fuzz"];
/** What takes long runs only when it is asked for. */
const usualSteps: readonly StepName[] = ["check", "unit", "integration", "e2e"];

const folder = mkdtempSync(path.join(tmpdir(), "baton-test-"));
const steps = new StepProcess();
const services = new Services(folder);

async function main(): Promise<Results> {
  const asked = askedSteps(process.argv.slice(2));
  // Named steps may use a broker and storage that are given; a whole run is never a guest anywhere.
  const given = asked.length > 0 ? process.env : {};
  const wanted: readonly StepName[] = asked.length > 0 ? asked : usualSteps;
  const needsServices = serviced.some((step) => wanted.includes(step));
  const addresses = needsServices ? services.start(given) : undefined;
  // Awaited where it is needed; until then a failure must not count as unhandled.
  addresses?.catch(() => undefined);

  let total = none;
  for (const name of stepNames.filter((step) => wanted.includes(step))) {
    total = add(total, await run(name, addresses));
  }
  return total;
}

async function run(name: StepName, addresses: Promise<Environment> | undefined): Promise<Results> {
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
      case "fuzz":
        await services.buildDashboard();
        return await runVitest("fuzz", { ...ownEnvironment(), ...(await addresses) });
      case "e2e":
        return await runPlaywright();
    }
  } catch (err) {
    console.error(`${name}: ${(err as Error).message}`);
    return { ...none, failed: [name] };
  }
}

/** Each check counts as one test. */
async function runChecks(): Promise<Results> {
  let results = none;
  for (const check of ["lint", "types", "knip"]) {
    announce(check);
    const passed = await steps.run("npm", ["run", "--silent", check], process.env);
    results = add(results, passed ? { ...none, passed: 1 } : { ...none, failed: [check] });
  }
  return results;
}

/** Those that hold bounds in seconds run by themselves, after the others. */
async function runIntegration(env: Environment): Promise<Results> {
  return add(await runVitest("integration", env), await runVitest("timed", env));
}

async function runVitest(
  project: "unit" | "integration" | "timed" | "faults" | "fuzz",
  env: Environment,
): Promise<Results> {
  announce(`${project} tests`);
  const report = path.join(folder, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const passed = await steps.runTool("vitest/vitest.mjs", ["run", "--project", project, ...reporters], env);
  return resultsOf(report, readVitestResults, passed, project);
}

async function runPlaywright(): Promise<Results> {
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
  return resultsOf(report, readPlaywrightResults, passed, "e2e");
}

// A tool can fail without a failed test: an error outside any test.
function resultsOf(report: string, read: (file: string) => Results, passed: boolean, step: string): Results {
  const results = existsSync(report) ? read(report) : none;
  return passed || results.failed.length > 0 ? results : { ...results, failed: [step] };
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

async function finish(results: Results): Promise<void> {
  if (interrupted) return;
  await services.stop();
  const passed = results.failed.length === 0;
  if (passed) rmSync(folder, { recursive: true, force: true });
  else console.log(`\nLogs and reports of this run are in ${folder}`);
  console.log(`\n${closingLines(results).join("\n")}`);
  process.exit(passed ? 0 : 1);
}

let interrupted = false;
async function interrupt(signal: NodeJS.Signals): Promise<void> {
  if (interrupted) return;
  interrupted = true;
  await steps.end(signal);
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(130);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void interrupt(signal));
process.once("disconnect", () => void interrupt("SIGTERM"));

main().then(finish, async (err) => {
  console.error(err instanceof Error ? err.message : err);
  await finish({ ...none, failed: ["the tests could not be run"] });
});
