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
export { type ChainBreak, verifyChain } from "./ledger/verify-chain.ts";
export { PayloadFiles, type StoredText } from "./payload-files.ts";
export { type Instance, Storage, type StorageOptions } from "./storage.ts";
export { StorageClock } from "./storage-clock.ts";
export { SchemaTooNewError } from "./storage-errors.ts";
export type { Table } from "./table.ts";
export { earlyEvent } from "./views/event-view.ts";
export { JobFeed } from "./views/job-feed.ts";
export { type IndexedJob, JobIndex } from "./views/job-index.ts";
export { JobReader } from "./views/job-reader.ts";
export { Projector } from "./views/projector.ts";
export { SubmittedJobs } from "./views/submitted-jobs.ts";
export { WorkerRegistry, type WorkerRow, type WorkerUsage } from "./views/worker-registry.ts";
