import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { cloneFolder, identifyProcess, isAlive, type ProcessIdentity, runningSystem, settings } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { onTestFinished } from "vitest";
import { descendants } from "./process-tree.ts";

/** A first start builds the dashboard. */
const startLimitMs = 180_000;
const stopLimitMs = 60_000;

/** `npm start` without npm: the start script with a data folder of its own, and broker and storage of its own. */
export class StartedSystem {
  readonly dataFolder: string;
  readonly #script: ChildProcess;
  #output = "";
  #exitCode: number | null | undefined;

  constructor(dataFolder: string, args: readonly string[]) {
    this.dataFolder = dataFolder;
    const script = path.join(cloneFolder, "scripts/start.mjs");
    this.#script = spawn(process.execPath, [script, "--processors", "1", "--no-samples", ...args], {
      env: { ...ownEnvironment(), BATON_DATA_DIR: dataFolder, BATON_ENV_FILE: path.join(dataFolder, "none.env") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    this.#script.stdout?.on("data", keep);
    this.#script.stderr?.on("data", keep);
    this.#script.once("exit", (code) => {
      this.#exitCode = code;
    });
  }

  get output(): string {
    return this.#output;
  }

  get scriptPid(): number {
    return this.#script.pid ?? 0;
  }

  get launcherPid(): number {
    return runningSystem(this.dataFolder)?.owner.pid ?? 0;
  }

  get dashboardUrl(): string {
    return /Dashboard +(\S+)/.exec(this.#output)?.[1] ?? "";
  }

  async ready(): Promise<this> {
    await this.says("Baton is running.", startLimitMs);
    return this;
  }

  async says(text: string, withinMs = 30_000): Promise<void> {
    await eventually(
      `the start to say "${text}"`,
      () => {
        if (this.#output.includes(text)) return true;
        if (this.#exitCode !== undefined) throw new Error(`It ended (${this.#exitCode}):\n${this.#output}`);
        return false;
      },
      { withinMs },
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.#script.kill(signal);
  }

  /** @returns the exit code; null when a signal ended the script. */
  async ended(): Promise<number | null> {
    return eventually(
      "the start script to end",
      () => (this.#exitCode === undefined ? false : { code: this.#exitCode }),
      {
        withinMs: stopLimitMs,
      },
    ).then(({ code }) => code);
  }

  /** Every process of the system, as it is now. */
  processes(): ProcessIdentity[] {
    return descendants(this.scriptPid)
      .map(({ pid }) => identifyProcess(pid))
      .filter((identity) => identity !== undefined);
  }

  /** The pid of the first process of the system whose command line has this text. */
  pidOf(text: string): number {
    const found = descendants(this.scriptPid).find(({ command }) => command.includes(text));
    if (!found) throw new Error(`No process of the system has "${text}" in its command line`);
    return found.pid;
  }

  /** The ports of dashboard, broker and storage. */
  ports(): number[] {
    const run = runningSystem(this.dataFolder);
    const addresses = `${run?.dashboardUrl} ${run?.amqpUrl} ${run?.storageConnectionString}`;
    return [...addresses.matchAll(/:(\d+)/g)].map(([, port]) => Number(port));
  }
}

/** What a started system consists of, to be looked for when it should be gone. */
export type Footprint = { processes: ProcessIdentity[]; ports: number[] };

export function footprint(system: StartedSystem): Footprint {
  return { processes: system.processes(), ports: system.ports() };
}

export async function nothingIsLeft({ processes, ports }: Footprint): Promise<void> {
  await eventually("every process to be gone", () => !processes.some(isAlive), { withinMs: stopLimitMs });
  for (const port of ports) if (await isListening(port)) throw new Error(`Something still listens on port ${port}`);
}

/** A data folder, and a way to start systems on it; what still runs when the test is over is ended. */
export function setup() {
  // A space, because people have them in the paths of their folders.
  const parent = mkdtempSync(path.join(tmpdir(), "baton start "));
  const dataFolder = path.join(parent, "data");
  const started: StartedSystem[] = [];
  onTestFinished(async () => {
    for (const system of started) system.signal("SIGTERM");
    await Promise.all(started.map((system) => system.ended()));
    rmSync(parent, { recursive: true, force: true });
  });
  const start = (...args: string[]): StartedSystem => {
    const system = new StartedSystem(dataFolder, args);
    started.push(system);
    return system;
  };
  return { dataFolder, start, siblings: () => readdirSync(parent) };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

// The run's own broker and storage are for other tests: here the system brings its own.
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !(name in settings)));
}
