/** The rule by which nothing of a key starts here now. `until`: when that is looked at again. */
export type NotPicked =
  /** All slots of this worker are busy with other keys. */
  | { rule: "no-free-slot" }
  | { rule: "draining" }
  /** Another worker has its lock. */
  | { rule: "held-elsewhere" }
  | { rule: "paused" }
  | { rule: "parked" }
  /** A job that failed holds the line for its next attempt. */
  | { rule: "held-for-retry"; jobId: string; until: Date }
  | { rule: LimitRule; type: string; until: Date }
  | { rule: "not-due"; until: Date }
  /** No live worker knows the type, or only another one does. */
  | { rule: "unknown-type" | "type-elsewhere"; type: string }
  /** A hold of it has just failed here. */
  | { rule: "left-alone"; until: Date };

/** The limits of types: the circuit, the rate of all attempts, the rate in each key. */
export type LimitRule = "circuit" | "type-rate" | "key-rate";
