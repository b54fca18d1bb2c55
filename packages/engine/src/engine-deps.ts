import type { Logger } from "@baton/runtime";
import type {
  ExpiringResults,
  Inbox,
  Markers,
  PayloadFiles,
  Projector,
  Storage,
  StorageClock,
  WaitingRow,
} from "@baton/store";
import type { Admission } from "./admission.ts";
import type { AttemptThreads } from "./attempt-threads.ts";
import type { NotPicked } from "./not-picked.ts";
import type { RunGate } from "./run-gate.ts";
import type { WhoKnows } from "./waiting-line.ts";

/** What every executor of a worker shares. */
export type EngineDeps = {
  storage: Pick<Storage, "ledger"> & { clock: Pick<StorageClock, "now" | "latestNow" | "wallOffsetMs"> };
  inbox: Inbox;
  markers: Markers;
  files: PayloadFiles;
  results: Pick<ExpiringResults, "keep">;
  projector: Pick<Projector, "add" | "addArrived" | "addDeferred">;
  threads: Pick<AttemptThreads, "run" | "types">;
  gate: RunGate;
  admission: Admission;
  whoKnows: WhoKnows;
  /** Nobody has known a waiting job's type for so long that it waits no more. */
  isGivenUp: (row: WaitingRow) => boolean;
  worker: { workerId: string; host: string; incarnation: string };
  settings: {
    holdLingerMs: number;
    holdMaxMs: number;
    stopGraceMs: number;
    /** For jobs that do not say it themselves; undefined: results are kept for ever. */
    resultTtlSeconds?: number | undefined;
    /** How long a job waits for each priority that it rises; undefined: priorities are strict. */
    priorityAgeingSeconds?: number | undefined;
  };
  random: () => number;
  /** True while keys with due work wait for a free slot of this worker. */
  isStarving: () => boolean;
  /** A hold needs its slot no more, though its lock is not given back yet. */
  onClosing: () => void;
  onRunningChanged: (change: 1 | -1) => void;
  /** A hold ended because its lock was lost. `wasFenced`: it was told by an append that was refused. */
  onLockLost: (loss: { wasFenced: boolean }) => void;
  /** A key has nothing to do until then. */
  onPostponed: (keyId: string, dueAt: Date) => void;
  /** Why nothing of a key starts; undefined: something does, or there is nothing. */
  onNotPicked: (keyId: string, why: NotPicked | undefined) => void;
  logger: Logger;
};
