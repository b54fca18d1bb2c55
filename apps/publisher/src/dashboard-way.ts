import { type CallerOptions, dashboardAccess, type LoginFile } from "@baton/client/rest";
import type { WayConfig } from "./publisher-config.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The dashboard to submit at; undefined: jobs go to the broker. What is told goes before what is set, and a login counts
 * where no broker is set. The console of `npm start` belongs to the system beside it.
 * @throws {UsageError} for a key without a dashboard.
 */
export async function dashboardWay(
  told: { url: string | undefined; apiKey: string | undefined },
  config: WayConfig,
  file: LoginFile,
): Promise<CallerOptions | undefined> {
  const isSupervised = config.BATON_SUPERVISED !== undefined;
  const url = told.url ?? (isSupervised ? undefined : config.BATON_URL);
  const isAtBroker = url === undefined && (isSupervised || config.AMQP_URL !== undefined);
  if (told.apiKey !== undefined && url === undefined) throw new UsageError("--api-key: expected together with --url");
  return isAtBroker ? undefined : dashboardAccess({ url, apiKey: told.apiKey ?? config.BATON_API_KEY }, file);
}
