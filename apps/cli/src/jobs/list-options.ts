import { describeIssues, type JobFilter, jobSearchQuerySchema, jobStatusSchema } from "@baton/contracts";
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";

export type ListOptions = {
  kind: "jobs";
  filter: JobFilter;
  limit: number;
  /** Where to go on. */
  cursor: string | undefined;
  json: boolean;
};

type ListFlags = Record<"status" | "type" | "key" | "tenant" | "submitter" | "correlationId", string | undefined> &
  Record<"from" | "to" | "text" | "limit" | "followUp", string | undefined> & { payloads?: boolean; json?: boolean };

const notes = `
A page ends when it is full, or when it has looked far enough: then it says how to go on.

Exit codes:
  0  listed, be it none
  2  the command line or the settings are wrong
  3  storage cannot be reached

Examples:
  npm run baton -- jobs --status Running,Retrying
  npm run baton -- jobs --key imports --from 24h --json`;

export function declareList(declare: (name: string) => Command, choose: (options: ListOptions) => void): void {
  declare("jobs")
    .description("lists jobs, newest first")
    .option("-s, --status <list>", `of these statuses, by commas: ${jobStatusSchema.options.join(", ")}`)
    .option("--type <type>", "of one type")
    .option("-k, --key <lockKey>", "of one lock key")
    .option("-t, --tenant <id>", "of one tenant (default: of all)")
    .option("--submitter <who>", "submitted by them")
    .option("--correlation-id <id>", "with this id")
    .option("--from <time>", "submitted then or later: ISO 8601, or 15m, 24h, 7d before now")
    .option("--to <time>", "submitted before then")
    .option("--text <text>", "with this in the name or the id")
    .option("--payloads", "--text may be in the payload, too")
    .option("-n, --limit <number>", "how many at most, up to 500", "50")
    .option("--follow-up <cursor>", "go on where the page before ended")
    .option("--json", "print JSON, as GET /api/jobs/search")
    .addHelpText("after", notes)
    .action((flags: ListFlags) => choose(listOptions(flags)));
}

function listOptions({ followUp: cursor, payloads, json = false, ...query }: ListFlags): ListOptions {
  const parsed = jobSearchQuerySchema.safeParse({
    ...query,
    ...(payloads ? { payloads: "1" } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  });
  if (!parsed.success) throw new UsageError(describeIssues(parsed.error));
  return { kind: "jobs", ...parsed.data, cursor, json };
}
