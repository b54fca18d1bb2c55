import { textTable } from "@baton/harness";
import type { SubmitRate, SubmitReport } from "./submit-run.ts";

/** A run of the submission profile as people read it. */
export function describeSubmitReport({ bulk, oneByOne, faults }: SubmitReport): string {
  const table = textTable(
    ["submission over AMQP", "jobs", "jobs/s", "bare publishes/s", "ratio"],
    [rateRow("in bulk (submitMany)", bulk), rateRow("one by one (await submit)", oneByOne)],
  );
  if (faults.length === 0) return `${table}\nEvery job was accepted and is on the queue.`;
  return [table, "NOT ALL ACCEPTED:", ...faults.slice(0, 20).map((fault) => `  ${fault}`)].join("\n");
}

function rateRow(name: string, { jobs, jobsPerSecond, floorPerSecond }: SubmitRate): string[] {
  const ratio = (jobsPerSecond / floorPerSecond).toFixed(2);
  return [name, String(jobs), jobsPerSecond.toFixed(0), floorPerSecond.toFixed(0), ratio];
}
