import type { JobTypeList } from "@baton/contracts";
import type { JobTypes } from "@baton/store";
import type { Answer } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type KnownTypesDeps = { gate: StorageGate; jobTypes: Pick<JobTypes, "known"> };

/** `/api/types`: what jobs can be submitted now, and with which payload. */
export class KnownTypes {
  readonly #deps: KnownTypesDeps;

  constructor(deps: KnownTypesDeps) {
    this.#deps = deps;
  }

  known(): Promise<Answer<JobTypeList>> {
    const { gate, jobTypes } = this.#deps;
    return gate.use(async () => ({ types: await jobTypes.known() }));
  }
}
