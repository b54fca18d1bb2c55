import type { Logger } from "@baton/runtime";
import type { Inbox, Markers, PayloadFiles, Projector, Storage } from "@baton/store";
import type { AttemptThreads } from "./attempt-threads.ts";
import type { WhoKnows } from "./waiting-line.ts";

/** What every executor of a worker shares. */
export type EngineDeps = {
  storage: Pick<Storage, "ledger">;
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
  onRunningChanged: (running: number) => void;
  logger: Logger;
};
