import { textTable } from "@baton/harness";
import type { DrillReport, FaultReport } from "./drill-run.ts";

/** A drill's report as people read it. */
export function describeReport({ faults, proof }: DrillReport): string {
  const ended = Object.entries(proof.ended).map(([status, n]) => `${n} ${status}`);
  const checked = `${proof.keys} chains with ${proof.events} events; jobs: ${ended.join(", ")}`;
  const verdict =
    proof.faults.length === 0
      ? `Proved: ${checked}. Nothing was lost, doubled or overlapped.`
      : [`NOT PROVED: ${checked}.`, ...proof.faults.map((fault) => `  ${fault}`)].join("\n");
  return [faultTable(faults), ...faults.flatMap(describeSeen), verdict].join("\n");
}

function faultTable(faults: readonly FaultReport[]): string {
  return textTable(
    ["fault", "lasted, s", "back after, s", "promised, s", "record"],
    faults.map((fault) => [
      fault.name,
      seconds(fault.lastedMs),
      seconds(fault.backAfterMs),
      seconds(fault.promisedMs),
      fault.wrong?.length ? "BROKEN" : "holds",
    ]),
  );
}

function describeSeen({ name, did, seen = [] }: FaultReport): string[] {
  return [`${name}: ${[did, ...seen].join("; ")}`];
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : (ms / 1000).toFixed(2);
}
