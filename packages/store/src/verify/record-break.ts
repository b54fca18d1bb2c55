/** A place where the record does not hold, and why. */
export type RecordBreak = {
  keyId: string;
  /** `event 12`, `head`, `job:<id>`, or `checkpoint line 3`. */
  place: string;
  /** The event's number in its chain, when the place is one. */
  seq?: number;
  reason: string;
  /** Neither storage nor a checkpoint line knows the key: nothing says that there ever was one. */
  isUnknownKey?: true;
};

export function breakAt(keyId: string, seq: number, reason: string): RecordBreak {
  return { keyId, place: `event ${seq}`, seq, reason };
}

/** What was looked at; every number counts up. */
export type Checked = {
  keys: number;
  events: number;
  jobs: number;
  holds: number;
  attempts: number;
  blobs: number;
  /** Results that were removed when their time was over. */
  expired: number;
  checkpointLines: number;
};

export function nothingChecked(): Checked {
  return { keys: 0, events: 0, jobs: 0, holds: 0, attempts: 0, blobs: 0, expired: 0, checkpointLines: 0 };
}
