import type { Job } from "@baton/contracts";
import {
  type JobRow,
  jobFromRequest,
  type PayloadFiles,
  readTrail,
  type Storage,
  type StorageClock,
  type WaitingRow,
} from "@baton/store";
import type { RecordedStep } from "./thread-protocol.ts";

/** A waiting job with all that its start needs. */
export type PreparedJob = {
  row: WaitingRow;
  /** Its row in the ledger, when it was begun before. */
  known: JobRow | undefined;
  job: Job;
  recordedSteps: RecordedStep[];
};

export type Reads = {
  storage: Pick<Storage, "ledger"> & { clock: Pick<StorageClock, "now"> };
  files: PayloadFiles;
};

export async function prepareJob(row: WaitingRow, known: JobRow | undefined, deps: Reads): Promise<PreparedJob> {
  const [request, recordedSteps] = await Promise.all([
    deps.files.read(row.request),
    known ? readRecordedSteps(row.keyId, known, deps) : [],
  ]);
  return { row, known, job: jobFromRequest(request, row.jobId, row.createdAt), recordedSteps };
}

async function readRecordedSteps(keyId: string, known: JobRow, { storage, files }: Reads): Promise<RecordedStep[]> {
  const trail = await readTrail(storage.ledger, keyId, known);
  const steps = trail.filter((event) => event.status === "Step");
  return Promise.all(
    steps.map(async (event) => ({
      name: event.step ?? "",
      resultText: event.data && (await files.read(event.data)),
    })),
  );
}
