import type { Job, Json } from "@baton/contracts";

export type StepOptions = {
  /** What the record says of this step; default: its name. */
  message?: string;
  /** Tells steps of one name apart that run at the same time. */
  key?: string;
  /**
   * Does not wait until the step is on the record: it shares a write with what comes next. For cheap steps; after
   * a crash the last ones may run again.
   */
  gather?: boolean;
};

/** JSON, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a step whose function returns nothing is the usual one
export type StepResult = Json | undefined | void;

/** What job code gets besides its input. */
export type JobContext = {
  readonly job: Readonly<Omit<Job, "payload">>;
  /** Which execution of the job this is, from 1. */
  readonly attempt: number;
  /**
   * The fencing token: it rises with every attempt and every hold of the lock key. Pass it to systems
   * downstream, so that they can refuse whoever comes with a lower one.
   */
  readonly fence: number;
  /** Aborts on time-out, cancel, lost lock or shutdown; `signal.reason` says which. */
  readonly signal: AbortSignal;
  /**
   * Runs `work` and records its result (JSON). When the promise resolves, the step is on the record and never
   * runs again: after a crash the recorded result is returned instead. Steps are told apart by name (with `key`,
   * 300 characters) and, within a name, by the order in which they are called.
   */
  step<T extends StepResult>(name: string, work: () => Promise<T> | T, options?: StepOptions): Promise<T>;
  /** Shows how far the job is. Nobody waits for it; it is on the record before the attempt's end is. */
  progress(done: number, total: number, message?: string): void;
  /**
   * Adds a line to the job's record, like `progress`. After 1,000 lines of an attempt the rest is kept in chunks;
   * code that says more than can be written waits.
   */
  log(message: string, data?: Json): void;
  /** Waits; rejects when `signal` aborts. */
  sleep(ms: number): Promise<void>;
};
