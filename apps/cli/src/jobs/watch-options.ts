import type { Command } from "commander";
import { type AtDashboard, atDashboard, type DashboardFlags, withDashboard } from "../dashboard-flags.ts";
import { UsageError } from "../usage-error.ts";

export type WatchOptions = {
  kind: "watch";
  /** One job, to its end. */
  jobId: string | undefined;
  lockKey: string | undefined;
  tenantId: string | undefined;
  at: AtDashboard;
  json: boolean;
};

type WatchFlags = DashboardFlags & { job?: string; key?: string; tenant?: string; json?: boolean };

const notes = `
Ends on Ctrl-C; with --job also when the job has ended: its trail from the beginning is told, then what happens.

Exit codes:
  0  ended by Ctrl-C (with --job: it completed)
  1  with --job: it ended otherwise; or the dashboard does not let us listen
  2  the command line or the settings are wrong
  3  there is nothing to listen to: neither broker nor dashboard answers
  4  with --job: ended by Ctrl-C while the job goes on

Examples:
  npm run baton -- watch --key imports
  npm run baton -- watch --job 0193… --json`;

export function declareWatch(declare: (name: string) => Command, choose: (options: WatchOptions) => void): void {
  const watch = declare("watch")
    .description("tells what happens, as it happens")
    .option("-j, --job <id>", "one job, by its id or the one that its submitter gave it")
    .option("-k, --key <lockKey>", "what happens under one lock key")
    .option("-t, --tenant <id>", "of one tenant");
  withDashboard(watch, "the broker, else where you have logged in")
    .option("--json", "print JSON, an event a line")
    .addHelpText("after", notes)
    .action(({ job: jobId, key: lockKey, tenant: tenantId, json = false, ...flags }: WatchFlags) => {
      if (jobId !== undefined && lockKey !== undefined) throw new UsageError("--key: expected without --job");
      choose({ kind: "watch", jobId, lockKey, tenantId, at: atDashboard(flags), json });
    });
}
