import type { Row } from "../model-store/table-filter.ts";
import { modelKeys, type World } from "./world.ts";

/** True when only jobs that nobody can run are left, and exactly their keys have a marker. */
export function isQuiet(world: World): boolean {
  const markers = new Set(world.inbox.query("PartitionKey ge '~marker:'").map(({ rowKey }) => rowKey));
  return modelKeys.every((key) => {
    const jobRows = world.inbox.query(`PartitionKey eq '${key}'`).filter((row) => row["JobId"] !== undefined);
    const rows = jobRows.filter((row) => !isRemnant(row, world));
    return rows.every((row) => isAlien(row, world)) && markers.has(key) === rows.length > 0;
  });
}

function isAlien(row: Row, { submissions }: World): boolean {
  return submissions.some(({ jobId, plan }) => jobId === row["JobId"] && plan.isAlien);
}

/**
 * A write of a row that arrives when its retry, or the worker after its sender, is long done brings back the row
 * of a job that has ended. No worker knows of it; whoever looks at the key next removes it.
 */
function isRemnant(row: Row, { history, ledger }: World): boolean {
  const isPossible =
    history.faults.some(({ operation }) => operation.startsWith("put")) ||
    history.incidents.some(({ kind }) => kind === "freeze" || kind === "suspend");
  if (!isPossible) return false;
  const ended = ledger.query(`PartitionKey eq '${row.partitionKey}' and RowKey eq 'job:${row["JobId"]}'`);
  return ended.some((job) => job["EndedAt"] !== "");
}
