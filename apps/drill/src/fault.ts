import type { Excuse, Waking } from "@baton/harness";
import type { DrillGround } from "./drill-ground.ts";

/** What came of a fault. */
export type Aftermath = {
  /** What was done, to whom. */
  did: string;
  /** How long the fault was there; undefined for a blow. */
  lastedMs?: number;
  /** From the blow, or from the end of what lasted, until the work that it had stopped went on. */
  backAfterMs?: number;
  /** What else was seen. */
  seen?: string[];
  /** What should not have happened, besides what the record shows. */
  wrong?: string[];
  /** Where runs may have overlapped, because that is what was asked for. */
  excuses?: Excuse[];
  wakings?: Waking[];
};

export type Fault = {
  name: string;
  about: string;
  /** In how many milliseconds the design promises that the work goes on, by the lease's length. */
  promisedMs?: (leaseMs: number) => number;
  /** Takes more than half a minute. */
  isLong?: boolean;
  strike: (ground: DrillGround) => Promise<Aftermath>;
};
