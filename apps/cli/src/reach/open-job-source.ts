import { type CallerOptions, dashboardAccess, type LoginFile } from "@baton/client/rest";
import type { AtDashboard } from "../dashboard-flags.ts";
import { UsageError } from "../usage-error.ts";
import { DashboardSource } from "./dashboard-source.ts";
import type { JobSource } from "./job-source.ts";

/** `atBroker`: undefined when no broker is set. */
export type WayDeps = {
  file: LoginFile;
  set: { BATON_URL?: string | undefined; BATON_API_KEY?: string | undefined };
  atBroker: (() => Promise<JobSource>) | undefined;
};

/**
 * What is told goes before what is set, and a login counts where no broker is set: as `npm run publisher` chooses.
 * @throws {UsageError} for a key without a dashboard, and when there is nowhere to go.
 */
export async function openJobSource(told: AtDashboard, { file, set, atBroker }: WayDeps): Promise<JobSource> {
  const url = told.url ?? set.BATON_URL;
  if (told.apiKey !== undefined && url === undefined) throw new UsageError("--api-key: expected together with --url");
  if (url === undefined && atBroker) return atBroker();
  const access: CallerOptions | undefined = await dashboardAccess(
    { url, apiKey: told.apiKey ?? set.BATON_API_KEY },
    file,
  );
  if (!access) throw new UsageError("expected AMQP_URL to be set, --url, or baton login");
  return new DashboardSource(access);
}
