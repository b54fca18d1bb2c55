import path from "node:path";
import { Caretaker, EmbeddedStorage, provide, RabbitmqNode, rabbitmqPackage } from "@baton/embedded";
import type { ProcessIdentity } from "@baton/runtime";

/** Starts broker and storage in the folder that it is given, tells what runs where, and stops them on SIGTERM. */
const folder = process.argv[2] ?? "";
const processes: ProcessIdentity[] = [];
const log = (name: string) => path.join(folder, "logs", `${name}.log`);
const caretaker = Caretaker.start({ logFile: log("caretaker"), onStarted: (identity) => processes.push(identity) });
process.on("SIGTERM", async () => {
  await caretaker.stopAll();
  process.exit(0);
});

const storage = await EmbeddedStorage.prepare({
  folder: path.join(folder, "azurite"),
  logFile: log("storage"),
  caretaker,
});
const node = await RabbitmqNode.prepare({ folder: path.join(folder, "rabbitmq"), logFile: log("broker"), caretaker });
const server = await provide(rabbitmqPackage, { install: true, say: () => undefined });
await Promise.all([storage.start(), node.start(server)]);
processes.push(...caretaker.watched.map(({ identity }) => identity));

const ports = [...`${storage.connectionString} ${node.amqpUrl}`.matchAll(/:(\d+)/g)].map(([, port]) => Number(port));
process.send?.({ processes, ports });
