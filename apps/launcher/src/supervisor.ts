import { healthSchema } from "@baton/contracts";
import { Caretaker, freePort, type OwnedProcess } from "@baton/embedded";
import { type Environment, pause, type RunLock } from "@baton/runtime";
import { startApp } from "./app-process.ts";
import { type BrokerPart, chooseBroker } from "./broker-part.ts";
import { ConsoleProcess } from "./console-process.ts";
import { buildDashboard } from "./dashboard-build.ts";
import { KeptPart } from "./kept-part.ts";
import type { DataPaths, LaunchConfig } from "./launch-config.ts";
import type { StartOptions } from "./options.ts";
import { putSampleInputs } from "./sample-inputs.ts";
import type { Screen } from "./screen.ts";
import { chooseStorage, type StoragePart } from "./storage-part.ts";

export type SupervisorDeps = {
  options: StartOptions;
  config: LaunchConfig;
  /** For the apps; addresses are added to it. */
  settings: Environment;
  paths: DataPaths;
  lock: RunLock;
  screen: Screen;
};

export type SystemAddresses = { dashboardUrl: string; broker: BrokerPart; storage: StoragePart };

/** What an app may take beyond the time that its running jobs get. */
const afterJobsMs = 5000;
const stillStartingMs = 15_000;
const pollMs = 100;

/** Everything that `npm start` runs. States: starting → running → stopping → stopped. */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  readonly #caretaker: Caretaker;
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  readonly #starting = new Set<string>();
  readonly #runningJobs = new Map<string, number>();
  #appSettings: Environment = {};
  #console: ConsoleProcess | undefined;
  #stopped: Promise<void> | undefined;

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
    this.#caretaker = Caretaker.start({
      logFile: deps.paths.log("caretaker"),
      runFile: deps.paths.runFile,
      onStarted: (caretaker) => deps.lock.update({ caretaker }),
    });
  }

  /** Aborted when the stop begins. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Resolves when jobs can run and the dashboard is open. @throws when a part cannot be started. */
  async start(): Promise<SystemAddresses> {
    const { options, config, paths, lock } = this.#deps;
    const storage = await chooseStorage(config.AZURE_STORAGE_CONNECTION_STRING, paths, this.#caretaker);
    const broker = await chooseBroker(config.AMQP_URL, options, paths, this.#caretaker, this.#say);
    const port = await this.#dashboardPort();
    const dashboardUrl = `http://${urlHost(config.HOST)}:${port}`;
    this.#appSettings = {
      ...this.#deps.settings,
      AMQP_URL: broker.amqpUrl,
      AZURE_STORAGE_CONNECTION_STRING: storage.connectionString,
      BATON_NAMESPACE: config.BATON_NAMESPACE,
    };
    lock.update({ amqpUrl: broker.amqpUrl, storageConnectionString: storage.connectionString, dashboardUrl });

    const reminder = setInterval(() => this.#remind(), stillStartingMs);
    try {
      // The dashboard goes first: its page says "starting" while the rest comes up.
      await Promise.all([this.#startDashboard(port, dashboardUrl), this.#startBackend(storage, broker)]);
      await this.#dashboardConnected(dashboardUrl);
    } finally {
      clearInterval(reminder);
    }
    return { dashboardUrl, broker, storage };
  }

  /** Opens the console in the foreground. @returns its end. */
  async runConsole(): Promise<{ quit: boolean }> {
    const { screen } = this.#deps;
    const consoleProcess = ConsoleProcess.start({ ...this.#appSettings, BATON_SUPERVISED: "1" }, this.#caretaker);
    this.#console = consoleProcess;
    screen.redirect((line) => consoleProcess.show(line));
    const { code } = await consoleProcess.exited;
    screen.redirect(undefined);
    // Its last line may be unfinished.
    screen.say("");
    this.#console = undefined;
    return { quit: code === 0 };
  }

  /** Stops everything in order; idempotent. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Does not wait for running jobs any longer; they go on at the next start from their last recorded step. */
  stopNow(): void {
    if (this.#hurry.signal.aborted) return;
    this.#hurry.abort();
    this.#say("stopping now");
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#console?.stop();
    this.#say(this.#stoppingText());
    await this.#caretaker.stopAll(this.#hurry.signal);
    this.#deps.lock.release();
    this.#say("stopped");
  }

  #stoppingText(): string {
    const jobs = [...this.#runningJobs.values()].reduce((sum, count) => sum + count, 0);
    if (jobs === 0) return "stopping; again to stop now";
    const seconds = Math.round(this.#deps.config.STOP_GRACE_MS / 1000);
    return `stopping: ${jobs} ${jobs === 1 ? "job" : "jobs"} running, up to ${seconds} s; again to stop now`;
  }

  async #startBackend(storage: StoragePart, broker: BrokerPart): Promise<void> {
    await Promise.all([this.#startPart("storage", storage.start), this.#startPart("broker", broker.start)]);
    const numbers = Array.from({ length: this.#deps.options.processors }, (_, at) => at + 1);
    await Promise.all([
      ...numbers.map((number) => this.#startPart(`worker-${number}`, () => this.#startProcessor(number))),
      this.#putSampleInputs(storage.connectionString),
    ]);
  }

  #startProcessor(number: number): Promise<OwnedProcess> {
    const workerId = `worker-${number}`;
    this.#runningJobs.delete(workerId);
    return startApp({
      ...this.#appSpec(workerId),
      app: "processor",
      env: { ...this.#appSettings, ...metricsPort(this.#appSettings, number), WORKER_ID: workerId },
      onRunning: (jobs) => this.#runningJobs.set(workerId, jobs),
    });
  }

  async #startDashboard(port: number, dashboardUrl: string): Promise<void> {
    const { config, paths } = this.#deps;
    await buildDashboard({ logFile: paths.log("dashboard-build"), caretaker: this.#caretaker, say: this.#say });
    const env = { ...this.#appSettings, NODE_ENV: "production", HOST: config.HOST, PORT: String(port) };
    const start = () => startApp({ ...this.#appSpec("dashboard"), app: "dashboard", env, onTold: this.#say });
    await this.#startPart("dashboard", start, dashboardUrl);
  }

  // Its page is there before its own connections are; the start is over when a job can be submitted on it.
  async #dashboardConnected(dashboardUrl: string): Promise<void> {
    this.#starting.add("the dashboard's connections");
    while (!this.stopping.aborted && !(await isConnected(dashboardUrl))) await pause(pollMs, this.stopping);
    this.#starting.clear();
  }

  #appSpec(name: string) {
    const graceMs = this.#deps.config.STOP_GRACE_MS + afterJobsMs;
    return { name, logFile: this.#deps.paths.log(name), graceMs, caretaker: this.#caretaker };
  }

  async #startPart(name: string, start: (() => Promise<OwnedProcess>) | undefined, address?: string): Promise<void> {
    if (!start) return;
    this.#starting.add(name);
    const startedAt = Date.now();
    await new KeptPart({ name, start, say: this.#say, stopping: this.#stopping.signal }).start();
    this.#starting.delete(name);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    this.#say(`${name}: ready${address === undefined ? "" : ` at ${address}`} (${seconds} s)`);
  }

  // Jobs run without them, so a storage that refuses is no reason to stop.
  async #putSampleInputs(connectionString: string): Promise<void> {
    try {
      await putSampleInputs(connectionString, this.#deps.config.BATON_NAMESPACE);
    } catch (err) {
      this.#say(`the sample data sets could not be put into storage: ${(err as Error).message}`);
    }
  }

  async #dashboardPort(): Promise<number> {
    const { options, config } = this.#deps;
    const wanted = options.port ?? config.PORT;
    const port = await freePort(wanted, config.HOST);
    if (port !== wanted && wanted !== 0) this.#say(`port ${wanted} is in use; the dashboard gets ${port}`);
    return port;
  }

  #remind(): void {
    if (this.#starting.size > 0) this.#say(`still starting: ${[...this.#starting].join(", ")}`);
  }

  readonly #say = (line: string): void => this.#deps.screen.say(line);
}

async function isConnected(dashboardUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${dashboardUrl}/api/health`);
    const health = healthSchema.parse(await response.json());
    return health.broker.status === "up" && health.storage.status === "up";
  } catch {
    return false;
  }
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The workers' ports follow the dashboard's. */
function metricsPort({ METRICS_PORT: first }: Environment, number: number): Environment {
  return Number(first) > 0 ? { METRICS_PORT: String(Number(first) + number) } : {};
}
