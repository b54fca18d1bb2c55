export { ChangedHeads } from "./checkpoints/changed-heads.ts";
export { hashLine, parseLine, publicKeyId, publicKeyText, signLine } from "./checkpoints/checkpoint-line.ts";
export { CheckpointLog } from "./checkpoints/checkpoint-log.ts";
export { Checkpoints } from "./checkpoints/checkpoints.ts";
export { ownPublicKeys, publicKeysFrom, signingKeys } from "./checkpoints/signing-keys.ts";
export type { PackScope } from "./evidence/evidence-pack.ts";
export { PackCheck, type PackReport } from "./evidence/pack-check.ts";
export { PackExport } from "./evidence/pack-export.ts";
export { type FirstRows, Inbox } from "./inbox/inbox.ts";
export { type InboxRow, jobFromRequest, laterRowKey, type WaitingRow, waitRowKey } from "./inbox/inbox-row.ts";
export { type Marker, Markers } from "./inbox/markers.ts";
export { headerOf, type JobHeader } from "./job-header.ts";
export { JobKeys } from "./job-keys.ts";
export { keyId, parseKeyId } from "./key-id.ts";
export type { AttemptRecord, JobRow } from "./ledger/job-row.ts";
export { type Committed, type Entry, type EntryBuilder, Ledger } from "./ledger/ledger.ts";
export { AppendRefusedError, FencedError, HeadMovedError } from "./ledger/ledger-errors.ts";
export { type EventDraft, genesisHash, hashEvent, type LedgerEvent } from "./ledger/ledger-event.ts";
export {
  type EndedAttempt,
  emptyHead,
  type LedgerHead,
  type ReadHead,
  type RunningAttempt,
  readHead,
} from "./ledger/ledger-head.ts";
export { readAllEvents, readEvents, readJobRow, readJobRows, readTrail } from "./ledger/ledger-reader.ts";
export { PayloadFiles, type StoredText } from "./payload-files.ts";
export { type Instance, Storage, type StorageOptions } from "./storage.ts";
export { StorageClock } from "./storage-clock.ts";
export { SchemaTooNewError } from "./storage-errors.ts";
export type { Table } from "./table.ts";
export { submissionFacts } from "./verify/job-history.ts";
export type { Checked, RecordBreak } from "./verify/record-break.ts";
export { Verifier, type VerifyOptions, type VerifyReport } from "./verify/verifier.ts";
export { verifyChain } from "./verify/verify-chain.ts";
export { earlyEvent } from "./views/event-view.ts";
export { JobFeed } from "./views/job-feed.ts";
export { type IndexedJob, JobIndex } from "./views/job-index.ts";
export { JobReader } from "./views/job-reader.ts";
export { Projector } from "./views/projector.ts";
export { SubmittedJobs } from "./views/submitted-jobs.ts";
export { WorkerRegistry, type WorkerRow, type WorkerUsage } from "./views/worker-registry.ts";
