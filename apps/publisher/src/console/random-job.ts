import type { JobRequest } from "@baton/contracts";

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;
export type JobKind = "any" | "short" | "data" | "failing";

type DataJob = { name: string; inputBlob: string };

const work = [
  "Nightly settlement",
  "Invoice run",
  "Customer import",
  "Price list update",
  "Ledger reconciliation",
  "Firmware rollout",
  "Tenant migration",
  "Payroll export",
  "Stock count sync",
  "Statement mailing",
] as const;
const regions = ["EU", "US", "UK", "Nordics", "DACH", "APAC", "LATAM"] as const;
const dataJobs: [DataJob, ...DataJob[]] = [
  { name: "Airport register summary", inputBlob: "airports.csv" },
  { name: "Bird strike summary", inputBlob: "birdstrikes.csv" },
];

/** A job such as people really have: type, name and payload go together. */
export function randomJob(kind: JobKind, random: Random = Math.random): JobRequest {
  switch (kind) {
    case "any":
      return random() < 0.2 ? dataJob(random) : demoJob(random, 5000, 10_000);
    case "short":
      return demoJob(random, 1000, 2000);
    case "data":
      return dataJob(random);
    case "failing":
      return failingJob(random);
  }
}

function demoJob(random: Random, fromMs: number, toMs: number): JobRequest {
  const steps = 5 + Math.floor(random() * 6);
  const stepMs = Math.round((fromMs + random() * (toMs - fromMs)) / steps);
  return { type: "demo", name: `${pick(work, random)} ${pick(regions, random)}`, payload: { steps, stepMs } };
}

function failingJob(random: Random): JobRequest {
  const name = `Card reconciliation ${pick(regions, random)} (fails)`;
  return { type: "demo", name, payload: { steps: 5, stepMs: 500, failAt: 3 } };
}

function dataJob(random: Random): JobRequest {
  const { name, inputBlob } = pick(dataJobs, random);
  return { type: "data-processing", name, payload: { inputBlob } };
}

function pick<T>(choices: readonly [T, ...T[]], random: Random): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}
