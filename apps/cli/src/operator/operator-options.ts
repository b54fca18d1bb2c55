import { type Command, commandSchema, describeIssues, headFailureSchema, newJobId } from "@baton/contracts";
import { type Command as Declared, Option } from "commander";
import { UsageError } from "../usage-error.ts";

type JobCommand = Extract<Command, { jobId: string }>;
type KeyCommand = Exclude<Command, JobCommand>;

/** `tenantId`: undefined when whoever asks did not say whose. */
type Common = { tenantId: string | undefined; json: boolean };
export type JobOrder = Common & { kind: "order-job"; command: JobCommand; payloadFile: string | undefined };
export type KeyOrder = Common & { kind: "order-key"; lockKey: string; command: KeyCommand };
export type Question =
  | (Common & { kind: "job"; jobId: string })
  | (Common & { kind: "locks" })
  | (Common & { kind: "lock"; lockKey: string })
  | (Common & { kind: "dead-letters"; type: string | undefined; lockKey: string | undefined; limit: number })
  | (Common & { kind: "command"; commandId: string });
export type OperatorOptions = JobOrder | KeyOrder | Question;

type Flags = { tenant?: string; json?: boolean; reason?: string };
type Choose = (options: OperatorOptions) => void;
/** Adds a command to the program. */
type Add = (name: string) => Declared;

const notes = `
Left in storage for the worker that holds the lock key, and waited for, for 5 s. It stays given when nobody obeys it in
time: see "baton command ID".

Exit codes:
  0  done
  1  refused, or unknown
  2  the command line or the settings are wrong
  3  storage cannot be reached
  4  not obeyed within 5 s`;

export function declareOperatorCommands(add: Add, choose: Choose): void {
  declareJobCommands(add, choose);
  declareKeyCommands(add, choose);
  declareQuestions(add, choose);
}

function declareJobCommands(add: Add, choose: Choose): void {
  const job = (name: string, description: string) =>
    ordering(
      add(name).description(description).argument("<id>", "the job's id, or the one that its submitter gave it"),
    );
  const order = (fields: Record<string, unknown>, flags: Flags, payloadFile?: string) =>
    choose({ kind: "order-job", command: checked(fields, flags) as JobCommand, payloadFile, ...common(flags) });

  withReason(job("cancel", "ends a job that waits or runs")).action((jobId: string, flags: Flags) =>
    order({ kind: "cancel", jobId }, flags),
  );
  withReason(job("discard", "takes a dead-lettered job off the list")).action((jobId: string, flags: Flags) =>
    order({ kind: "discard", jobId }, flags),
  );
  mayHaveReason(job("replay", "makes a new job of one that has ended"))
    .option("--payload <file>", "a JSON file with another payload")
    .action((jobId: string, { payload, ...flags }: Flags & { payload?: string }) =>
      order({ kind: "replay", jobId, newJobId: newJobId() }, flags, payload),
    );
  mayHaveReason(job("priority", "changes a waiting job's priority"))
    .argument("<priority>", "0 to 9, higher first")
    .action((jobId: string, priority: string, flags: Flags) =>
      order({ kind: "set-priority", jobId, priority: Number(priority) }, flags),
    );
  mayHaveReason(job("front", "puts a waiting job before all others of its lock key")).action(
    (jobId: string, flags: Flags) => order({ kind: "move-to-front", jobId }, flags),
  );
  mayHaveReason(job("reschedule", "puts a waiting job off"))
    .argument("<time>", "when it is due, like 2026-11-22T10:00:00Z")
    .action((jobId: string, runAt: string, flags: Flags) => order({ kind: "reschedule", jobId, runAt }, flags));
}

function declareKeyCommands(add: Add, choose: Choose): void {
  const key = (name: string, description: string) =>
    ordering(add(name).description(description).argument("<key>", "the lock key"));
  const order = (lockKey: string, fields: Record<string, unknown>, flags: Flags) =>
    choose({ kind: "order-key", lockKey, command: checked(fields, flags) as KeyCommand, ...common(flags) });

  withReason(key("pause", "starts nothing more of a lock key")).action((lockKey: string, flags: Flags) =>
    order(lockKey, { kind: "pause" }, flags),
  );
  mayHaveReason(key("resume", "ends a pause, or what parked a lock key")).action((lockKey: string, flags: Flags) =>
    order(lockKey, { kind: "resume" }, flags),
  );
  mayHaveReason(key("policy", "says what happens while a failed job waits for its retry"))
    .argument("<policy>", `${headFailureSchema.options.join(", ")}, or none: what job types say`)
    .action((lockKey: string, policy: string, flags: Flags) =>
      order(lockKey, { kind: "set-policy", policy: policy === "none" ? null : policy }, flags),
    );
  withReason(key("unlock", "takes a lock away from its holder; it is free when the holder's time is over"))
    .option("--may-overlap", "at once, while the holder's job may still run")
    .action((lockKey: string, { mayOverlap = false, ...flags }: Flags & { mayOverlap?: boolean }) =>
      order(lockKey, { kind: "force-unlock", mayOverlap }, flags),
    );
}

function declareQuestions(add: Add, choose: Choose): void {
  const ask = (name: string, description: string) => withCommon(add(name).description(description));
  ask("job", "shows a job and its trail")
    .argument("<id>", "its id, or the one that its submitter gave it")
    .action((jobId: string, flags: Flags) => choose({ kind: "job", jobId, ...common(flags) }));
  ask("locks", "lists the lock keys that are held, have work or are stopped; or shows one with its line")
    .argument("[key]", "one lock key: who holds it, what runs, and which jobs wait, in order")
    .action((lockKey: string | undefined, flags: Flags) =>
      choose(lockKey === undefined ? { kind: "locks", ...common(flags) } : { kind: "lock", lockKey, ...common(flags) }),
    );
  ask("dead-letters", "lists dead-lettered jobs, newest first")
    .option("--type <type>", "of one type")
    .option("-k, --key <lockKey>", "of one lock key")
    .option("-n, --limit <number>", "how many at most (default: 50)", limit, 50)
    .action(({ type, key: lockKey, limit, ...flags }: Flags & { type?: string; key?: string; limit: number }) =>
      choose({ kind: "dead-letters", type, lockKey, limit, ...common(flags) }),
    );
  ask("command", "shows what became of a command")
    .argument("<id>", "its id")
    .action((commandId: string, flags: Flags) => choose({ kind: "command", commandId, ...common(flags) }));
}

function ordering(command: Declared): Declared {
  return withCommon(command).addHelpText("after", notes);
}

function withCommon(command: Declared): Declared {
  return command.option("-t, --tenant <id>", "whose (default: default for a lock key)").option("--json", "print JSON");
}

function withReason(command: Declared): Declared {
  return command.addOption(new Option("--reason <text>", "why; it is recorded").makeOptionMandatory());
}

function mayHaveReason(command: Declared): Declared {
  return command.option("--reason <text>", "why; it is recorded");
}

function common({ tenant: tenantId, json = false }: Flags): Common {
  return { tenantId, json };
}

function checked(fields: Record<string, unknown>, { reason }: Flags): Command {
  const parsed = commandSchema.safeParse({ ...fields, ...(reason === undefined ? {} : { reason }) });
  if (!parsed.success) throw new UsageError(describeIssues(parsed.error));
  return parsed.data;
}

function limit(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1000) return number;
  throw new UsageError(`--limit: expected a number from 1 to 1000, got "${text}"`);
}
