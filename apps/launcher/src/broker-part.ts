import {
  type Caretaker,
  findDocker,
  greetsAmqp,
  MissingPackageError,
  type OwnedProcess,
  provide,
  RabbitmqContainer,
  RabbitmqNode,
  rabbitmqPackage,
} from "@baton/embedded";
import type { DataPaths } from "./launch-config.ts";
import type { StartOptions } from "./options.ts";

/** The broker: someone's that is named in the settings, or a private one, which we start. */
export type BrokerPart = {
  amqpUrl: string;
  managementUrl?: string | undefined;
  /** For people; without a password. */
  description: string;
  start?: () => Promise<OwnedProcess>;
};

const standardPort = 5672;

export async function chooseBroker(
  configured: string | undefined,
  options: StartOptions,
  paths: DataPaths,
  caretaker: Caretaker,
  say: (line: string) => void,
): Promise<BrokerPart> {
  if (configured) return { amqpUrl: configured, description: `${withoutPassword(configured)} (AMQP_URL)` };
  if (options.useLocalBroker) return localBroker();
  const own = {
    folder: paths.broker,
    logFile: paths.log("broker"),
    management: options.management,
    caretaker,
  };
  // Rather than installing something on the system.
  const docker = rabbitmqPackage.find() ? undefined : findDocker();
  if (docker) return containedBroker(docker, await RabbitmqContainer.prepare(own), say);
  const node = await RabbitmqNode.prepare(own);
  return {
    amqpUrl: node.amqpUrl,
    managementUrl: node.managementUrl,
    description: `private RabbitMQ, ${node.amqpUrl}`,
    start: async () => node.start(await provide(rabbitmqPackage, { install: options.install, say })),
  };
}

function containedBroker(docker: string, container: RabbitmqContainer, say: (line: string) => void): BrokerPart {
  const { amqpUrl, managementUrl } = container;
  return {
    amqpUrl,
    managementUrl,
    description: `private RabbitMQ in a container, ${amqpUrl}`,
    start: () => {
      say("RabbitMQ is not on this machine: a container of Docker runs it; the first time its image is fetched …");
      return container.start(docker);
    },
  };
}

async function localBroker(): Promise<BrokerPart> {
  if (!(await greetsAmqp(standardPort))) {
    throw new MissingPackageError(`--use-local-broker: no RabbitMQ answers on 127.0.0.1:${standardPort}.`);
  }
  const amqpUrl = `amqp://guest:guest@127.0.0.1:${standardPort}`;
  return { amqpUrl, description: `the RabbitMQ of this machine, ${amqpUrl} (--use-local-broker)` };
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = parsed.password === "" ? "" : "…";
  return decodeURI(parsed.href);
}
