import type { Logger } from "@baton/runtime";
import type { Inbox, Markers, PayloadFiles, Projector, Storage, StorageClock } from "@baton/store";
import type { AttemptThreads } from "./attempt-threads.ts";
import type { WhoKnows } from "./waiting-line.ts";

/** What every executor of a worker shares. */
export type EngineDeps = {
  storage: Pick<Storage, "ledger"> & { clock: Pick<StorageClock, "now" | "wallOffsetMs"> };
  inbox: Inbox;
  markers: Markers;
  files: PayloadFiles;
  projector: Pick<Projector, "add" | "addEarly">;
  threads: Pick<AttemptThreads, "run" | "types">;
  whoKnows: WhoKnows;
  worker: { workerId: string; host: string; incarnation: string };
  settings: { holdLingerMs: number; holdMaxMs: number; stopGraceMs: number };
  /** True while keys with due work wait for a free slot of this worker. */
  isStarving: () => boolean;
  /** A hold needs its slot no more, though its lock is not given back yet. */
  onClosing: () => void;
  onRunningChanged: (change: 1 | -1) => void;
  logger: Logger;
};
