import {
  type Caretaker,
  greetsAmqp,
  MissingPackageError,
  type OwnedProcess,
  provide,
  RabbitmqNode,
  rabbitmqPackage,
} from "@baton/embedded";
import type { DataPaths } from "./launch-config.ts";
import type { StartOptions } from "./options.ts";

/** The broker: someone's that is named in the settings, or a private node, which we start. */
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
  const { management } = options;
  const node = await RabbitmqNode.prepare({
    folder: paths.broker,
    logFile: paths.log("broker"),
    management,
    caretaker,
  });
  return {
    amqpUrl: node.amqpUrl,
    managementUrl: node.managementUrl,
    description: `private RabbitMQ, ${node.amqpUrl}`,
    start: async () => node.start(await provide(rabbitmqPackage, { install: options.install, say })),
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
