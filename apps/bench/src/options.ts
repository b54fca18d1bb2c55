import { parseCommand, UsageError, wholeNumber } from "@baton/harness";
import { Command, Option } from "commander";
import type { BenchPlan, Profile } from "./bench-plan.ts";

export type BenchOptions = { kind: "told"; text: string } | { kind: "run"; plan: BenchPlan; jsonFile?: string };

type Flags = {
  profile: Profile;
  jobs?: number;
  keys?: number;
  rate: number;
  duration?: number;
  workers: number;
  concurrency: number;
  records: number;
  mode: "gathered" | "steps";
  payload: number;
  warmUp: number;
  useEnv: boolean;
  json?: string;
};

const notes = `
Starts its own broker and storage unless --use-env is given; then it takes AMQP_URL and
AZURE_STORAGE_CONNECTION_STRING, and works in a namespace of its own, which it removes.

Exit codes: 0 measured and verified; 1 the record did not verify, or a job was not accepted; 2 the command line is wrong.

Examples:
  npm run bench                                        300 jobs on one key, ten gathered records each
  npm run bench -- --mode steps                        the same, each record a durable step
  npm run bench -- --profile many-keys --keys 1000     1,000 keys, three jobs each
  npm run bench -- --profile warm-key                  how soon a job begins on a key that has just run one
  npm run bench -- --profile new-keys                  the same, each job on a key of its own
  npm run bench -- --profile idle --duration 60        what two workers ask of storage without any work
  npm run bench -- --profile submit                    submission alone: in bulk, and one by one`;

/** @throws {UsageError} */
export function parseOptions(args: string[]): BenchOptions {
  const command = declare(new Command("bench"));
  const told = parseCommand(command, args);
  if (told !== undefined) return { kind: "told", text: told };
  const flags = command.opts<Flags>();
  return { kind: "run", plan: planOf(flags), ...(flags.json === undefined ? {} : { jsonFile: flags.json }) };
}

function declare(command: Command): Command {
  const profiles = new Option("--profile <name>", "how the jobs spread over lock keys")
    .choices(["one-key", "many-keys", "mixed", "warm-key", "new-keys", "idle", "submit"])
    .default("one-key");
  const modes = new Option("--mode <mode>", "how a job's records are written").choices(["gathered", "steps"]);
  return command
    .description("Measures jobs through the whole system, next to the floors of its broker and storage.")
    .addOption(profiles)
    .option(
      "--jobs <n>",
      "how many jobs (default: 300; many-keys: three a key; warm-key, new-keys: 100; submit: 20000)",
      wholeNumber("--jobs", 1, 1_000_000),
    )
    .option("--keys <n>", "how many lock keys (default: 100; one-key: 1)", wholeNumber("--keys", 1, 100_000))
    .option("--rate <n>", "jobs a second, 0 = as fast as possible", wholeNumber("--rate", 0, 100_000), 0)
    .option("--duration <s>", "seconds of submitting, instead of --jobs", wholeNumber("--duration", 1, 86_400))
    .option("--workers <n>", "processors", wholeNumber("--workers", 1, 64), 2)
    .option("--concurrency <n>", "keys at once a processor", wholeNumber("--concurrency", 1, 64), 4)
    .option("--records <n>", "records a job", wholeNumber("--records", 0, 1000), 10)
    .addOption(modes.default("gathered"))
    .option("--payload <bytes>", "size of a job's payload", wholeNumber("--payload", 0, 1_000_000), 100)
    .option("--warm-up <n>", "jobs before the measured ones", wholeNumber("--warm-up", 0, 10_000), 40)
    .option("--use-env", "use the broker and the storage that the environment names", false)
    .option("--json <file>", "also write everything as JSON")
    .addHelpText("after", notes);
}

function planOf(flags: Flags): BenchPlan {
  const { profile, duration, json: _file, ...rest } = flags;
  const keys = profile === "one-key" || profile === "warm-key" ? 1 : (flags.keys ?? 100);
  if (profile === "one-key" && (flags.keys ?? 1) > 1) throw new UsageError("--keys: expected with many-keys or mixed");
  const usual = usualJobs(profile, keys);
  const jobs = profile === "idle" ? 0 : (flags.jobs ?? (duration === undefined ? usual : Number.POSITIVE_INFINITY));
  const durationMs = duration === undefined ? Number.POSITIVE_INFINITY : duration * 1000;
  return {
    ...rest,
    profile,
    keys,
    jobs,
    durationMs: profile === "idle" && duration === undefined ? 30_000 : durationMs,
  };
}

function usualJobs(profile: Profile, keys: number): number {
  if (profile === "many-keys") return 3 * keys;
  if (profile === "warm-key" || profile === "new-keys") return 100;
  return profile === "submit" ? 20_000 : 300;
}
