import { PrivateServices } from "@baton/harness";
import { type Environment, type Lifecycle, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";
import type { BenchPlan } from "./bench-plan.ts";

export type Addresses = { amqpUrl: string; connectionString: string };

const addresses = z.object({
  AMQP_URL: settings.AMQP_URL,
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
});

/** The broker and storage of a run: private ones, which end with it, unless the plan takes those of the environment. */
export async function benchServices(
  plan: BenchPlan,
  env: Environment,
  lifecycle: Lifecycle,
  say: (line: string) => void,
): Promise<Addresses> {
  if (plan.useEnv) {
    const given = loadConfig(addresses, env);
    return { amqpUrl: given.AMQP_URL, connectionString: given.AZURE_STORAGE_CONNECTION_STRING };
  }
  say("Starting a private broker and storage …");
  const services = await PrivateServices.start();
  lifecycle.onClose("services", () => services.stop());
  return { amqpUrl: services.broker.address, connectionString: services.storage.address };
}
