import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { pause } from "@baton/runtime";
import type { Caretaker } from "./caretaker.ts";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { OwnedProcess } from "./owned-process.ts";
import { greetsAmqp } from "./rabbitmq-node.ts";
import { StartError } from "./start-error.ts";

export type RabbitmqContainerOptions = {
  /** Whose broker it is: its container and its volume are named after this folder. */
  folder: string;
  logFile: string;
  /** Adds the management UI, on loopback. */
  management?: boolean;
  caretaker?: Caretaker;
};

type Ports = { amqp: number; management: number | undefined };

const host = "127.0.0.1";
const pollMs = 250;
const engineAnswersMs = 5000;

/** The path of `docker`, if an engine answers it. */
export function findDocker(): string | undefined {
  const docker = findProgram(["docker"], []);
  if (!docker) return undefined;
  const asked = spawnSync(docker, ["version", "--format", "{{.Server.Version}}"], {
    stdio: "ignore",
    timeout: engineAnswersMs,
  });
  return asked.status === 0 ? docker : undefined;
}

/**
 * A RabbitMQ in a container that is this clone's alone, for machines that have Docker and no RabbitMQ. It runs in the
 * foreground of `docker run`, which passes SIGTERM on: to us it is a process like the private node's. Its data lie in a
 * volume and stay.
 */
export class RabbitmqContainer {
  readonly amqpUrl: string;
  readonly managementUrl: string | undefined;
  readonly #options: RabbitmqContainerOptions;
  readonly #ports: Ports;

  private constructor(options: RabbitmqContainerOptions, ports: Ports) {
    this.#options = options;
    this.#ports = ports;
    this.amqpUrl = `amqp://guest:guest@${host}:${ports.amqp}`;
    this.managementUrl = ports.management === undefined ? undefined : `http://${host}:${ports.management}`;
  }

  /** Chooses ports; nothing runs yet. */
  static async prepare(options: RabbitmqContainerOptions): Promise<RabbitmqContainer> {
    return new RabbitmqContainer(options, {
      amqp: await freePort(),
      management: options.management ? await freePort(15_672) : undefined,
    });
  }

  /**
   * Resolves when it takes AMQP connections; the first time the image is fetched before. May be called again after it
   * has ended.
   * @param docker the path of `docker`.
   */
  async start(docker: string): Promise<OwnedProcess> {
    const { folder, logFile, caretaker } = this.#options;
    // One that outlived a `docker run` that was killed; its data lie in the volume.
    spawnSync(docker, ["rm", "--force", containerName(folder)], { stdio: "ignore" });
    const run = await OwnedProcess.start({
      name: "broker",
      role: "broker",
      command: docker,
      args: containerArguments(folder, this.#ports),
      env: process.env,
      logFile,
      graceMs: 30_000,
      caretaker,
    });
    let ended = false;
    void run.exited.then(() => {
      ended = true;
    });
    while (!(await greetsAmqp(this.#ports.amqp))) {
      if (ended) throw new StartError("RabbitMQ in a container", logFile);
      await pause(pollMs);
    }
    return run;
  }
}

/** What `docker` is called with. Its ports are open to this machine alone: the broker's password is known to everybody. */
export function containerArguments(folder: string, { amqp, management }: Ports): string[] {
  const name = containerName(folder);
  const publish = (own: number, its: number) => ["--publish", `${host}:${own}:${its}`];
  return [
    "run",
    "--rm",
    ...["--name", name],
    // RabbitMQ keeps its data under its host's name.
    ...["--hostname", "rabbitmq"],
    ...["--volume", `${name}:/var/lib/rabbitmq`],
    ...publish(amqp, 5672),
    ...(management === undefined ? [] : publish(management, 15_672)),
    management === undefined ? "rabbitmq:4" : "rabbitmq:4-management",
  ];
}

function containerName(folder: string): string {
  return `baton-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
}
