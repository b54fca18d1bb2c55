import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedStorage, type OwnedProcess, RabbitmqNode, rabbitmqPackage } from "@baton/embedded";
import { onTestFinished } from "vitest";

/** A broker or storage that belongs to one test, which may stop it and start it again at the same address. */
export type OwnService = { address: string; stop(): Promise<void>; start(): Promise<void> };

export async function ownStorage(): Promise<OwnService> {
  const folder = mkdtempSync(join(tmpdir(), "baton-storage-"));
  const storage = await EmbeddedStorage.prepare({ folder, logFile: join(folder, "storage.log") });
  return started(folder, storage.connectionString, () => storage.start());
}

export async function ownBroker(): Promise<OwnService> {
  const server = rabbitmqPackage.find();
  if (!server) throw new Error("RabbitMQ is not installed; npm test installs it");
  const folder = mkdtempSync(join(tmpdir(), "baton-broker-"));
  const node = await RabbitmqNode.prepare({ folder, logFile: join(folder, "broker.log") });
  return started(
    folder,
    node.amqpUrl,
    () => node.start(server),
    () => node.stopEpmd(),
  );
}

async function started(
  folder: string,
  address: string,
  start: () => Promise<OwnedProcess>,
  cleanUp: () => Promise<void> = async () => undefined,
): Promise<OwnService> {
  let running = await start();
  onTestFinished(async () => {
    await running.stop();
    await cleanUp();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    address,
    stop: () => running.stop(),
    start: async () => {
      running = await start();
    },
  };
}
