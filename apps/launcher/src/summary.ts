import type { DataPaths } from "./launch-config.ts";
import type { SystemAddresses } from "./supervisor.ts";

export type SummaryFacts = SystemAddresses & { paths: DataPaths; hasConsole: boolean };

const logNames = "worker-1.log, dashboard.log, …";

/** The last thing that a start prints. */
export function summary({ dashboardUrl, broker, storage, paths, hasConsole }: SummaryFacts): string {
  const lines: [string, string | undefined][] = [
    ["Dashboard", dashboardUrl],
    ["REST API", `${dashboardUrl}/api/jobs`],
    ["Broker", broker.description],
    ["Management", broker.managementUrl && `${broker.managementUrl} (guest/guest)`],
    ["Storage", storage.description],
    ["Data", paths.folder],
    ["Logs", `${paths.logs} (${logNames})`],
    ["Stop", hasConsole ? "q or Ctrl-C" : "Ctrl-C, or SIGTERM to this process"],
  ];
  const shown = lines.filter(([, value]) => value !== undefined);
  return ["", "Baton is running.", "", ...shown.map(([name, value]) => `  ${name.padEnd(12)}${value}`), ""].join("\n");
}
