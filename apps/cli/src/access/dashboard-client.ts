import { dashboardAccess, type LoginFile, RestClient } from "@baton/client/rest";
import { DashboardError } from "../dashboard-error.ts";
import type { AtDashboard } from "../dashboard-flags.ts";
import { UsageError } from "../usage-error.ts";

export type DashboardDeps = {
  file: LoginFile;
  set: { BATON_URL?: string | undefined; BATON_API_KEY?: string | undefined };
  say: (text: string) => void;
};

/**
 * Asks a dashboard, as whoever is told or has logged in.
 * @throws {UsageError} when it is not known which.
 * @throws {DashboardError} when the request fails.
 */
export async function askDashboard<T>(
  { url, apiKey }: AtDashboard,
  { file, set }: DashboardDeps,
  ask: (client: RestClient) => Promise<T>,
): Promise<T> {
  const access = await dashboardAccess({ url: url ?? set.BATON_URL, apiKey: apiKey ?? set.BATON_API_KEY }, file);
  if (!access) throw new UsageError("Nobody is logged in here: expected --url, or baton login");
  try {
    return await ask(new RestClient(access));
  } catch (err) {
    throw DashboardError.of(err, access);
  }
}
