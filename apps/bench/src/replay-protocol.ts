import type { CallMix } from "./call-mix.ts";

/** Which calls a bare process is to make, and where. */
export type ReplayTask = {
  amqpUrl: string;
  connectionString: string;
  namespace: string;
  mix: CallMix;
  /** Made before it, untimed. */
  warmUp: CallMix;
  /** How many at once. */
  lanes: number;
};

export type ReplayResult = { cpuMs: number; calls: CallMix };
