export { type Account, Accounts } from "./accounts/accounts.ts";
export { type ApiKey, ApiKeys } from "./accounts/api-keys.ts";
export { Invites } from "./accounts/invites.ts";
export { type Session, Sessions, type StoredSession } from "./accounts/sessions.ts";
export { Subjects } from "./accounts/subjects.ts";
export { ChangedHeads } from "./checkpoints/changed-heads.ts";
export { hashLine, parseLine, publicKeyId, publicKeyText, signLine } from "./checkpoints/checkpoint-line.ts";
export { CheckpointLog } from "./checkpoints/checkpoint-log.ts";
export { Checkpoints } from "./checkpoints/checkpoints.ts";
export { ownPublicKeys, publicKeysFrom, signingKeys } from "./checkpoints/signing-keys.ts";
export { Commands } from "./commands.ts";
export type { PackScope } from "./evidence/evidence-pack.ts";
export { PackCheck, type PackReport } from "./evidence/pack-check.ts";
export { PackExport } from "./evidence/pack-export.ts";
export { ExpiringResults } from "./expiring-results.ts";
export { clockOffHours, queuedMessage } from "./id-clock.ts";
export type { CommandRow } from "./inbox/command-row.ts";
export { type AddedRows, type FirstRows, Inbox } from "./inbox/inbox.ts";
export {
  dueRow,
  type InboxRow,
  jobFromRequest,
  laterRow,
  laterRowKey,
  type WaitingRow,
  waitingRowOf,
  waitRowKey,
} from "./inbox/inbox-row.ts";
export { InboxSweep } from "./inbox/inbox-sweep.ts";
export { type Marker, type MarkerState, Markers, type SeenMarker } from "./inbox/markers.ts";
export { headerOf, type JobHeader } from "./job-header.ts";
export { JobInputs } from "./job-inputs.ts";
export { JobKeys, type KeyClaim } from "./job-keys.ts";
export { isKeyOf, keyId, parseKeyId } from "./key-id.ts";
export type { AttemptRecord, JobRow } from "./ledger/job-row.ts";
export { type Committed, type Entry, type EntryBuilder, Ledger } from "./ledger/ledger.ts";
export { AppendRefusedError, FencedError, HeadMovedError } from "./ledger/ledger-errors.ts";
export { type EventDraft, genesisHash, hashEvent, type LedgerEvent } from "./ledger/ledger-event.ts";
export {
  type EndedAttempt,
  emptyHead,
  type KeyState,
  type LedgerHead,
  type ReadHead,
  type RunningAttempt,
  readHead,
} from "./ledger/ledger-head.ts";
export { readAllEvents, readEvents, readJobRow, readJobRows, readTrail } from "./ledger/ledger-reader.ts";
export { type ObeyedCommand, readObeyedCommand } from "./ledger/obeyed-command.ts";
export {
  type AttemptWord,
  type Circuit,
  type CircuitEnd,
  circuitWait,
  closedCircuit,
  withEnds,
  withProbe,
} from "./limits/circuit.ts";
export { Circuits } from "./limits/circuits.ts";
export type { LimitRow } from "./limits/limit-rows.ts";
export {
  isOutdated,
  type KeptStartLog,
  keptLog,
  nextStartAt,
  type StartLog,
  startLog,
  withoutStart,
  withStart,
} from "./limits/start-log.ts";
export { TypeStarts } from "./limits/type-starts.ts";
export type { Instance } from "./migrations/instance-row.ts";
export { type Migration, schemaVersion } from "./migrations/migration.ts";
export { PayloadFiles } from "./payload-files.ts";
export { ReadModelRebuild, type RebuildCounts } from "./rebuild/read-model-rebuild.ts";
export { RecentMap } from "./recent-map.ts";
export { type FireLook, ScheduleFires } from "./schedules/schedule-fires.ts";
export type { ScheduleName } from "./schedules/schedule-table.ts";
export { Schedules } from "./schedules/schedules.ts";
export { type EndedJob, EndedJobs, endedJobOf } from "./stats/ended-jobs.ts";
export { StatsReader } from "./stats/stats-reader.ts";
export { StatsRollUp } from "./stats/stats-roll-up.ts";
export { Storage, type StorageOptions } from "./storage.ts";
export { StorageClock } from "./storage-clock.ts";
export { isOutage, SchemaTooNewError, storageReason } from "./storage-errors.ts";
export { probeStorage, type StorageProbe } from "./storage-probe.ts";
export { type StorageTrial, tryStorage } from "./storage-trial.ts";
export type { StoredText } from "./stored-text.ts";
export type { Table } from "./table.ts";
export { submissionFacts } from "./verify/job-history.ts";
export { KeptResults, type KeptRun, type VerifiedKey } from "./verify/kept-results.ts";
export type { KeyResult } from "./verify/key-check.ts";
export type { Checked, RecordBreak } from "./verify/record-break.ts";
export { Verifier, type VerifyNews, type VerifyOptions, type VerifyReport } from "./verify/verifier.ts";
export { verifyChain } from "./verify/verify-chain.ts";
export { AuditReader } from "./views/audit-reader.ts";
export { HeldKeys } from "./views/held-keys.ts";
export { type IndexedJob, toSummary, waitingJob } from "./views/indexed-job.ts";
export { JobFeed } from "./views/job-feed.ts";
export { JobIndex } from "./views/job-index.ts";
export { JobNeighbourhood } from "./views/job-neighbourhood.ts";
export { JobReader, type SoughtDeadLetters } from "./views/job-reader.ts";
export { JobRecords } from "./views/job-records.ts";
export { type SoughtJobs, searchedBackTo } from "./views/job-search.ts";
export { JobTypes, type PublishedType } from "./views/job-types.ts";
export { type HistorySpan, KeyHistory } from "./views/key-history.ts";
export { KeyLine, type LinePlace, placeFrom } from "./views/key-line.ts";
export { type HolderOf, type KeyFilter, KeyReader } from "./views/key-reader.ts";
export type { JobPage } from "./views/looks.ts";
export { OldRows } from "./views/old-rows.ts";
export { OverviewReader, type SystemLook } from "./views/overview-reader.ts";
export { Projector } from "./views/projector.ts";
export { RunStatuses } from "./views/run-statuses.ts";
export { SubmittedJobs } from "./views/submitted-jobs.ts";
export { type RegisteredWorker, WorkerRegistry, type WorkerRow, type WorkerUsage } from "./views/worker-registry.ts";
export { toWorkerView, workerWithin } from "./views/worker-view.ts";
