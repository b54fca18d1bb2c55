export type Profile = "one-key" | "many-keys" | "mixed" | "warm-key" | "new-keys" | "idle" | "submit";

/** What a run of the bench does. */
export type BenchPlan = {
  profile: Profile;
  /** How many jobs; infinite when only `durationMs` bounds them. */
  jobs: number;
  keys: number;
  /** Jobs a second; 0: as fast as possible. */
  rate: number;
  /** How long jobs are submitted, or, without any, how long the idle workers are watched. */
  durationMs: number;
  workers: number;
  concurrency: number;
  records: number;
  mode: "gathered" | "steps";
  /** Bytes. */
  payload: number;
  warmUp: number;
  useEnv: boolean;
};

/** One job at a time in a system that is idle otherwise: how soon does it begin? */
export function isOneByOne({ profile }: BenchPlan): boolean {
  return profile === "warm-key" || profile === "new-keys";
}

/**
 * The lock key of a run's n-th job. In `many-keys` the jobs of a key come one after the other, as those of a customer
 * would; in `mixed` every second job is on one hot key.
 */
export function lockKeyOf({ profile, keys, jobs }: BenchPlan, n: number): string {
  if (profile === "new-keys") return `bench-${n}`;
  if (profile === "many-keys" && Number.isFinite(jobs)) return `bench-${Math.floor((n * keys) / jobs)}`;
  if (profile === "mixed" && n % 2 === 0) return "bench-hot";
  return `bench-${n % keys}`;
}
