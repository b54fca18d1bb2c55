import type { BrokerTrial } from "@baton/broker";
import type { LeaseTrial } from "@baton/lease";
import type { Instance, StorageTrial } from "@baton/store";
import type { MachineFacts } from "./machine-facts.ts";

/** What was tried; undefined where there was no answer, or no connection. */
export type Trials = {
  at: string;
  broker: BrokerTrial | undefined;
  storage: StorageTrial | undefined;
  lease: LeaseTrial | undefined;
  /** Undefined when nobody has prepared this storage, or it does not answer: nothing of it was tried then. */
  instance: Instance | undefined;
  machine: MachineFacts;
};
