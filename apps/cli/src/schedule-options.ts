import { readFileSync } from "node:fs";
import { describeIssues, parseLossless, scheduleRequestSchema, type ValidScheduleRequest } from "@baton/contracts";
import type { ScheduleName } from "@baton/store";
import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

export type ScheduleAction =
  | { kind: "list"; tenantId: string | undefined }
  | { kind: "create"; request: ValidScheduleRequest }
  | { kind: "show" | "pause" | "resume" | "run" | "delete"; name: ScheduleName };
export type ScheduleOptions = { kind: "schedules"; action: ScheduleAction; json: boolean };

type CommonFlags = { tenant?: string; json?: boolean };
type CreateFlags = CommonFlags & {
  cron: string;
  timeZone?: string;
  type: string;
  name?: string;
  payload?: string;
  lockKey?: string;
  priority?: string;
  overlap?: string;
  missed?: string;
  paused?: boolean;
  by?: string;
};

const notes = `
The leader among the workers fires schedules. It sees a new one within ten seconds.

Examples:
  npm run baton -- schedules create nightly --cron "30 2 * * *" --time-zone Europe/Berlin --type settle
  npm run baton -- schedules show nightly
  npm run baton -- schedules run nightly`;

const named = {
  show: "one schedule, its next times and how its last job stands",
  pause: "fires it no more",
  resume: "fires it again, from now on",
  run: "runs it now, whatever its times are",
  delete: "removes it; jobs that it has submitted stay",
} as const;

export function declareSchedules(schedules: Command, choose: (options: ScheduleOptions) => void): void {
  schedules.description("lists and changes schedules, which run jobs at set times").addHelpText("after", notes);
  const commands = [
    schedules
      .command("list", { isDefault: true })
      .description("every schedule (default)")
      .action(({ tenant, json }: CommonFlags) => choose(chosen({ kind: "list", tenantId: tenant }, json))),
    declareCreate(schedules.command("create [id]"), choose),
    ...Object.entries(named).map(([kind, description]) =>
      schedules
        .command(`${kind} <id>`)
        .description(description)
        .action((scheduleId: string, { tenant: tenantId = "default", json }: CommonFlags) =>
          choose(chosen({ kind: kind as keyof typeof named, name: { scheduleId, tenantId } }, json)),
        ),
    ),
  ];
  for (const command of commands)
    command
      .allowExcessArguments(false)
      .option("-t, --tenant <id>", "whose schedule (default: default; of a list: all)")
      .option("--json", "print JSON");
}

function declareCreate(create: Command, choose: (options: ScheduleOptions) => void): Command {
  return create
    .description("makes one")
    .requiredOption("-c, --cron <pattern>", 'five fields, or six with seconds first: "30 2 * * *"')
    .option("-z, --time-zone <name>", "the IANA time zone of the pattern (default: UTC)")
    .requiredOption("--type <type>", "the kind of job")
    .option("-n, --name <name>", "the job's name in lists (default: the type)")
    .option("-p, --payload <json>", "JSON text or @file.json (default: {})")
    .option("-k, --lock-key <key>", "the job's lock key (default: default)")
    .option("--priority <0-9>", "the job's priority (default: 0)")
    .option("--overlap <queue|skip>", "when the last job has not ended: queue (default) or skip the run")
    .option("--missed <fire-once|skip>", "runs that nobody was there to fire: one for all (default), or none")
    .option("--paused", "do not fire it before it is resumed")
    .option("--by <who>", "who makes it (default: nobody in particular)")
    .action((id: string | undefined, flags: CreateFlags) =>
      choose(chosen({ kind: "create", request: requestOf(id, flags) }, flags.json)),
    );
}

function chosen(action: ScheduleAction, json = false): ScheduleOptions {
  return { kind: "schedules", action, json };
}

function requestOf(scheduleId: string | undefined, flags: CreateFlags): ValidScheduleRequest {
  const { cron, timeZone, type, name, payload, lockKey, priority, overlap, missed, paused, by, tenant } = flags;
  const parsed = scheduleRequestSchema.safeParse({
    scheduleId,
    tenantId: tenant,
    cron,
    timeZone,
    job: {
      type,
      name,
      payload: payload === undefined ? {} : readPayload(payload),
      lockKey,
      priority: priority === undefined ? undefined : Number(priority),
    },
    overlap,
    missed,
    paused,
    createdBy: by,
  });
  if (!parsed.success) throw new UsageError(describeIssues(parsed.error));
  return parsed.data;
}

function readPayload(given: string): unknown {
  try {
    return parseLossless(given.startsWith("@") ? readFileSync(given.slice(1), "utf8") : given);
  } catch (err) {
    throw new UsageError(`--payload: expected JSON or @file.json (${(err as Error).message})`, { cause: err });
  }
}
