import { appEnvironment, dataFolderOf, runningSystem } from "@baton/runtime";
import { alreadyRunning } from "./already-running.ts";
import { dataPaths, loadLaunchConfig } from "./launch-config.ts";
import { helpText, parseOptions } from "./options.ts";
import { claimRun, startFresh } from "./run-claim.ts";
import { runSampleJobs } from "./sample-jobs.ts";
import { Screen } from "./screen.ts";
import { StopRequests } from "./stop-requests.ts";
import { summary } from "./summary.ts";
import { Supervisor, type SupervisorDeps } from "./supervisor.ts";

const screen = new Screen();
const onTerminal = process.stdin.isTTY && process.stdout.isTTY;

/** `npm start`, from the options to the exit code. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    screen.say(helpText);
    return 0;
  }
  const settings = appEnvironment();
  const dataFolder = dataFolderOf(settings);
  const running = runningSystem(dataFolder);
  if (running) return alreadyRunning(running, options, screen);

  const config = loadLaunchConfig(settings);
  const claim = { dataFolder, namespace: config.BATON_NAMESPACE, screen };
  let lock = await claimRun(claim);
  if (options.fresh && !("heldBy" in lock)) lock = await startFresh(lock, claim);
  if ("heldBy" in lock) return alreadyRunning(lock.heldBy, options, screen);
  return superviseUntilStopped({ options, config, settings, paths: dataPaths(dataFolder), lock, screen });
}

async function superviseUntilStopped(deps: SupervisorDeps): Promise<number> {
  const supervisor = new Supervisor(deps);
  const stop = new StopRequests(() => supervisor.stopNow());
  let exitCode = 0;
  attend(supervisor, deps, stop).catch((err) => {
    if (supervisor.stopping.aborted) return;
    report(err);
    exitCode = 1;
    stop.request();
  });
  await stop.asked;
  await supervisor.stop();
  return exitCode;
}

/** Starts everything and tells where it is; then the console on a terminal, and sample jobs without one. */
async function attend(supervisor: Supervisor, deps: SupervisorDeps, stop: StopRequests): Promise<void> {
  const { options, config, paths } = deps;
  const hasConsole = onTerminal && options.console;
  const system = await supervisor.start();
  if (!onTerminal && options.samples) {
    const { broker, dashboardUrl } = system;
    const { stopping } = supervisor;
    const say = (line: string) => screen.say(line);
    await runSampleJobs({ amqpUrl: broker.amqpUrl, namespace: config.BATON_NAMESPACE, dashboardUrl, stopping, say });
  }
  screen.say(summary({ ...system, paths, hasConsole }));
  if (!hasConsole) return;
  const { quit } = await supervisor.runConsole();
  if (quit) stop.request();
  else if (!supervisor.stopping.aborted) screen.say("The console ended; the system keeps running. Ctrl-C stops it.");
}

/** What people can mend comes as its message alone; the rest is a bug and keeps its stack. */
function report(err: unknown): void {
  const known = ["usage", "bad-config", "missing-package", "start-failed"];
  const mendable = err instanceof Error && "code" in err && known.includes(String(err.code));
  process.stderr.write(`\n${mendable ? err.message : err instanceof Error ? err.stack : String(err)}\n`);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (err) => {
    report(err);
    process.exit(1);
  },
);
