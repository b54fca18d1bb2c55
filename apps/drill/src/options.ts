import { parseCommand, UsageError, wholeNumber } from "@baton/harness";
import { Command } from "commander";
import { allFaults } from "./all-faults.ts";
import type { Fault } from "./fault.ts";

export type DrillPlan = { faults: readonly Fault[]; workers: number; keys: number; leaseSeconds: number };
export type DrillOptions = { kind: "told"; text: string } | { kind: "run"; plan: DrillPlan; jsonFile?: string };

type Flags = {
  only?: string[];
  list?: boolean;
  quick?: boolean;
  workers: number;
  keys: number;
  lease: number;
  json?: string;
};

const notes = `
Starts its own broker, storage and workers; nothing of a system that already runs is touched.

Exit codes: 0 nothing was lost, doubled or overlapped; 1 something was; 2 the command line is wrong.`;

/** @throws {UsageError} */
export function parseOptions(args: string[]): DrillOptions {
  const command = declare(new Command("drill"));
  const told = parseCommand(command, args);
  if (told !== undefined) return { kind: "told", text: told };
  const { only, list, quick, workers, keys, lease, json } = command.opts<Flags>();
  if (list) return { kind: "told", text: allFaults.map(describe).join("\n") };
  const faults = chosen(only, quick ?? false);
  return {
    kind: "run",
    plan: { faults, workers, keys, leaseSeconds: lease },
    ...(json === undefined ? {} : { jsonFile: json }),
  };
}

function declare(command: Command): Command {
  return command
    .description("Does faults to a running copy of the system and proves what came of it.")
    .option("--only <name...>", "these faults only")
    .option("--list", "tells which faults there are")
    .option("--quick", "leaves out those that take more than half a minute")
    .option("--workers <n>", "processors", wholeNumber("--workers", 2, 16), 2)
    .option("--keys <n>", "lock keys with jobs coming", wholeNumber("--keys", 1, 64), 4)
    .option("--lease <s>", "length of a lease", wholeNumber("--lease", 15, 60), 15)
    .option("--json <file>", "also write the report as JSON")
    .addHelpText("after", notes);
}

function chosen(only: string[] | undefined, quick: boolean): readonly Fault[] {
  const unknown = only?.find((name) => !allFaults.some((fault) => fault.name === name));
  if (unknown !== undefined) throw new UsageError(`--only: there is no fault "${unknown}". See --list.`);
  const faults = allFaults.filter(({ name, isLong }) => (only?.includes(name) ?? true) && !(quick && isLong));
  if (faults.length === 0) throw new UsageError("Nothing is left to do: --quick leaves out what --only names.");
  return faults;
}

function describe({ name, about, isLong }: Fault): string {
  return `${name.padEnd(18)}${about}${isLong ? " (long)" : ""}`;
}
