import { textTable } from "@baton/harness";
import { type BenchPlan, isOneByOne } from "./bench-plan.ts";
import type { BenchReport } from "./bench-run.ts";
import { type Floors, transactionEntities } from "./floors.ts";
import type { Percentiles } from "./percentiles.ts";

/** A run of the bench as people read it. */
export function describeReport(report: BenchReport): string {
  const ofWork = report.jobs === 0 ? [] : [timingTable(report), floorTable(report), cpuTable(report)];
  return [...ofWork, requestTable(report), memoryTable(report), verdict(report)].join("\n");
}

function timingTable({ timings, jobs }: BenchReport): string {
  const rows: [string, Percentiles | undefined][] = [
    ["submit → broker's confirm", timings.confirm],
    ["wait (confirm → first line)", timings.wait],
    ["submit → first line", timings.submitToStart],
    ["submit → first line, free key", timings.submitToStartOnFreeKey],
    ["hand-off gap (last line → next one's first)", timings.handOffGap],
    ["job code (first line → last)", timings.run],
  ];
  return [
    `${jobs} jobs, ${number(timings.jobsPerSecond)} jobs/s. Times in ms:`,
    textTable(
      ["", "p50", "p95", "p99", "of"],
      rows.map(([name, of]) => [name, number(of?.p50), number(of?.p95), number(of?.p99), String(of?.count ?? 0)]),
    ),
  ].join("\n");
}

function floorTable({ floors, timings, plan }: BenchReport): string {
  const gap = timings.handOffGap?.p50;
  const start = isOneByOne(plan) ? timings.submitToStart?.p50 : undefined;
  const trips = roundTrips(plan, floors);
  return textTable(
    ["floor, measured alone", "median ms"],
    [
      ["one insert", number(floors.insert)],
      [`one ${transactionEntities}-entity transaction`, number(floors.transaction)],
      ["one lease request", number(floors.lease)],
      ["one broker confirm", number(floors.confirm)],
      [`hand-off gap ÷ ${transactionEntities}-entity transaction`, number(gap && gap / floors.transaction)],
      ...(start === undefined
        ? []
        : [
            ["what a start waits for in turn", number(trips)],
            ["submit → first line ÷ that", number(start / trips)],
          ]),
    ],
  );
}

/**
 * What lies between submit and first line at least: the broker's way to the worker, the job's row, the key's marker, and
 * the start's transaction; on a new key its lock, which is made, acquired and minted, and a look at its inbox.
 */
function roundTrips({ profile }: BenchPlan, { insert, transaction, lease, confirm }: Floors): number {
  const warm = confirm + 2 * insert + transaction;
  return profile === "new-keys" ? warm + 3 * lease + insert : warm;
}

function requestTable({ usage, jobs, seconds }: BenchReport): string {
  const total = Object.values(usage.storageRequests).reduce((sum, n) => sum + n, 0);
  const kinds = Object.entries(usage.storageRequests).toSorted(([, one], [, other]) => other - one);
  const row = (name: string, n: number) => [
    name,
    String(n),
    number(jobs === 0 ? undefined : n / jobs),
    number(n / seconds),
  ];
  return textTable(
    ["storage requests", "all", "a job", "a second"],
    [
      ...kinds.map(([kind, n]) => row(kind, n)),
      row("all kinds", total),
      row("of them ledger transactions", usage.ledgerTransactions),
    ],
  );
}

function cpuTable({ usage, replay, jobs }: BenchReport): string {
  const row = (name: string, cpuMs: number | undefined) => [name, number(cpuMs), number(cpuMs && cpuMs / jobs)];
  return textTable(
    ["CPU, ms", "all", "a job"],
    [
      row("working children", usage.cpuMs),
      row("the same calls alone", replay?.cpuMs),
      ["ratio", number(replay && usage.cpuMs / replay.cpuMs), ""],
    ],
  );
}

function memoryTable({ memory }: BenchReport): string {
  return textTable(
    ["memory, MB", "jobs", "at job 200", "at job 1000", "idle"],
    [
      ...memory.children.map(({ pid, jobs, atJob200, atJob1000, idleMb }) => [
        `working child ${pid}`,
        String(jobs),
        number(atJob200),
        number(atJob1000),
        number(idleMb),
      ]),
      ...memory.parentsMb.map((mb) => ["parent", "", "", "", number(mb)]),
    ],
  );
}

function verdict({ proof }: BenchReport): string {
  const ended = Object.entries(proof.ended).map(([status, n]) => `${n} ${status}`);
  const what = `${proof.keys} chains with ${proof.events} events; jobs: ${ended.join(", ") || "none"}`;
  if (proof.faults.length === 0) return `Verified: ${what}.`;
  return [`NOT VERIFIED: ${what}.`, ...proof.faults.slice(0, 20).map((fault) => `  ${fault}`)].join("\n");
}

function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(2);
}
