import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { type Environment, isAlive, pause } from "@baton/runtime";
import type { Caretaker } from "./caretaker.ts";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { Leftovers } from "./leftovers.ts";
import { OwnedProcess } from "./owned-process.ts";
import { StartError } from "./start-error.ts";

export type RabbitmqOptions = {
  folder: string;
  logFile: string;
  /** Adds the management UI, on loopback. */
  management?: boolean;
  caretaker?: Caretaker;
};

type Ports = { amqp: number; distribution: number; epmd: number; management: number | undefined };

const host = "127.0.0.1";
const pollMs = 100;

/**
 * A RabbitMQ node that is this clone's alone: own name, cookie, epmd, ports, data and configuration; nothing
 * of a broker that the system may run is read or touched. Its address stays for its lifetime.
 */
export class RabbitmqNode {
  readonly amqpUrl: string;
  readonly managementUrl: string | undefined;
  readonly #options: RabbitmqOptions;
  readonly #ports: Ports;
  readonly #leftovers: Leftovers;
  #epmd: OwnedProcess | undefined;

  private constructor(options: RabbitmqOptions, ports: Ports) {
    this.#options = options;
    this.#ports = ports;
    this.#leftovers = new Leftovers(options.folder);
    this.amqpUrl = `amqp://guest:guest@${host}:${ports.amqp}`;
    this.managementUrl = ports.management === undefined ? undefined : `http://${host}:${ports.management}`;
  }

  /** Chooses ports; nothing runs yet. */
  static async prepare(options: RabbitmqOptions): Promise<RabbitmqNode> {
    return new RabbitmqNode(options, {
      amqp: await freePort(),
      distribution: await freePort(),
      epmd: await freePort(),
      management: options.management ? await freePort(15_672) : undefined,
    });
  }

  /**
   * Resolves when it takes AMQP connections. May be called again after the node has ended.
   * @param server the path of `rabbitmq-server`.
   */
  async start(server: string): Promise<OwnedProcess> {
    if (!this.#epmd || !isAlive(this.#epmd.watched.identity)) {
      await this.#leftovers.end();
      this.#epmd = await this.#startEpmd(server);
    }
    this.#writeConfiguration();
    const node = await this.#startNode(server);
    this.#leftovers.note([node.watched, this.#epmd.watched]);
    await this.#answering(node);
    return node;
  }

  /** Runs `rabbitmqctl` for this node, e.g. to raise an alarm. Rejects with what it prints when it fails. */
  async control(server: string, args: string[]): Promise<void> {
    const program = path.join(path.dirname(server), "rabbitmqctl");
    await promisify(execFile)(program, args, { env: this.#environment() });
  }

  /** Ends the node's epmd; the node itself must have ended. */
  async stopEpmd(): Promise<void> {
    await this.#epmd?.stop();
  }

  // Started here and not by the node, whose own would be a daemon that stays behind.
  #startEpmd(server: string): Promise<OwnedProcess> {
    return OwnedProcess.start({
      ...this.#common,
      name: "epmd",
      role: "epmd",
      command: epmdBeside(server),
      args: ["-port", String(this.#ports.epmd), "-address", host],
      graceMs: 2000,
      env: process.env,
    });
  }

  #startNode(server: string): Promise<OwnedProcess> {
    return OwnedProcess.start({
      ...this.#common,
      name: "broker",
      role: "broker",
      command: server,
      args: ["-noinput"],
      graceMs: 30_000,
      env: this.#environment(),
    });
  }

  get #common() {
    return { logFile: this.#options.logFile, caretaker: this.#options.caretaker };
  }

  async #answering(node: OwnedProcess): Promise<void> {
    let ended = false;
    void node.exited.then(() => {
      ended = true;
    });
    while (!(await greetsAmqp(this.#ports.amqp))) {
      if (ended) throw new StartError("The private RabbitMQ node", this.#options.logFile);
      await pause(pollMs);
    }
  }

  #writeConfiguration(): void {
    for (const folder of ["home", "data", "log", "conf.d"]) mkdirSync(this.#path(folder), { recursive: true });
    const { amqp, management } = this.#ports;
    const settings = [`listeners.tcp.1 = ${host}:${amqp}`, "log.file.level = info"];
    if (management !== undefined) {
      settings.push(`management.tcp.ip = ${host}`, `management.tcp.port = ${management}`);
    }
    writeFileSync(this.#path("rabbitmq.conf"), `${settings.join("\n")}\n`);
    writeFileSync(this.#path("enabled_plugins"), management === undefined ? "[].\n" : "[rabbitmq_management].\n");
    writeFileSync(this.#path("rabbitmq-env.conf"), "");
  }

  #environment(): Environment {
    // Settings for a broker of the system would leak into ours.
    const own = Object.entries(process.env).filter(([name]) => !/^(RABBITMQ|ERL)_/.test(name));
    return {
      ...Object.fromEntries(own),
      HOME: this.#path("home"),
      RABBITMQ_NODENAME: this.#nodeName(),
      RABBITMQ_MNESIA_BASE: this.#path("data"),
      RABBITMQ_LOG_BASE: this.#path("log"),
      RABBITMQ_CONFIG_FILE: this.#path("rabbitmq.conf"),
      RABBITMQ_CONFIG_FILES: this.#path("conf.d"),
      RABBITMQ_CONF_ENV_FILE: this.#path("rabbitmq-env.conf"),
      RABBITMQ_ADVANCED_CONFIG_FILE: this.#path("advanced.config"),
      RABBITMQ_ENABLED_PLUGINS_FILE: this.#path("enabled_plugins"),
      RABBITMQ_DIST_PORT: String(this.#ports.distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
      // The script then becomes the Erlang machine instead of starting it: our pid is the broker's own.
      RABBITMQ_ALLOW_INPUT: "1",
      ERL_EPMD_PORT: String(this.#ports.epmd),
      ERL_EPMD_ADDRESS: host,
      ERL_CRASH_DUMP: this.#path("log/erl_crash.dump"),
    };
  }

  // The name is part of the data: it is chosen once, and kept when the clone's folder is moved.
  #nodeName(): string {
    const file = this.#path("node-name");
    if (!existsSync(file)) {
      const hash = createHash("sha256").update(this.#options.folder).digest("hex").slice(0, 12);
      writeFileSync(file, `baton-${hash}@localhost`);
    }
    return readFileSync(file, "utf8").trim();
  }

  #path(name: string): string {
    return path.join(this.#options.folder, name);
  }
}

/** Whether an AMQP broker answers there. RabbitMQ opens its listener when everything else has started. */
export function greetsAmqp(port: number): Promise<boolean> {
  const protocolHeader = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
  const methodFrame = 1;
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.write(protocolHeader));
    const answer = (greets: boolean) => {
      socket.destroy();
      resolve(greets);
    };
    socket.setTimeout(5000, () => answer(false));
    socket.once("data", (data) => answer(data[0] === methodFrame));
    socket.once("error", () => answer(false));
    socket.once("close", () => answer(false));
  });
}

// Erlang's own folder has it even where the system puts no link to it.
function epmdBeside(server: string): string {
  const erl = findProgram(["erl"], [path.dirname(server)]);
  const beside = erl && path.join(path.dirname(realpathSync(erl)), "epmd");
  const found = beside && existsSync(beside) ? beside : findProgram(["epmd"], []);
  if (!found) throw new Error("Erlang's epmd was not found beside RabbitMQ; is the erlang package complete?");
  return found;
}
