import type { Storage } from "../storage.ts";

export type WorkerRow = {
  workerId: string;
  incarnation: string;
  host: string;
  pid: number;
  version: string;
  types: string[];
  concurrency: number;
  holds: string[];
  startedAt: string;
  beatAt: string;
};

/** Table `Workers`: who is there, what they can run. A worker without a beat for 20 s counts as gone. */
export class WorkerRegistry {
  readonly storage: Storage;
  constructor(storage: Storage) {
    this.storage = storage;
  }

  async live(): Promise<WorkerRow[]> {
    throw new Error("next commit");
  }
}
