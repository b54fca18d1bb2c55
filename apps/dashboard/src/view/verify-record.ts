import type { JobRecord, StoredEvent } from "@baton/contracts";
import { eventText, genesisText } from "@baton/store/event-text";

/**
 * - `intact`: its hash is that of its content, and it names the hash of the event before
 * - `changed`: its content is not what the hash was made of
 * - `unlinked`: its content is what was hashed, but it names another event before it
 * - `missing`: there is no event in its place
 */
export type LinkState = "intact" | "changed" | "unlinked" | "missing";

/** An event of the chain, as it was found. */
export type CheckedLink = {
  seq: number;
  state: LinkState;
  /** Beside the job's own part of the chain: looked at for the link alone. */
  isNeighbour: boolean;
  /** The row as it is now; none when it is missing. */
  event?: StoredEvent;
};

/** What the newest checkpoint says of the events that were checked. */
export type CheckpointVerdict = "none" | "agrees" | "disagrees" | "before" | "after" | "between";

export type RecordCheck = {
  links: CheckedLink[];
  checkpoint: CheckpointVerdict;
  /** The last event is the chain's newest, and its head names another hash. */
  headDiffers: boolean;
  /** Values that lie in files, of which the chain holds the hash. */
  files: number;
};

/** @returns SHA-256 of the text's UTF-8 form, in hex. */
export type HashText = (text: string) => Promise<string>;

const atOnce = 250;

/** Computes every hash of a job's record anew, and looks whether each event is linked to the one before it. */
export async function checkRecord(record: JobRecord, hashText: HashText): Promise<RecordCheck> {
  const stored = new Map(record.events.map((event) => [event.seq, event]));
  const hashes = await hashesOf(record, hashText);
  const genesis = await hashText(genesisText(record.keyId));
  const hashBefore = (seq: number) => (seq === 1 ? genesis : stored.get(seq - 1)?.hash);
  const stateOf = (seq: number, isFirst: boolean): LinkState => {
    const event = stored.get(seq);
    if (!event) return "missing";
    if (hashes.get(seq) !== event.hash || !isInPlace(event, record.keyId)) return "changed";
    return isFirst || event.columns["PrevHash"] === hashBefore(seq) ? "intact" : "unlinked";
  };
  const links = placesOf(record).map(({ seq, isNeighbour, isFirst }): CheckedLink => {
    const event = stored.get(seq);
    return { seq, isNeighbour, state: stateOf(seq, isFirst), ...(event ? { event } : {}) };
  });
  const newest = stored.get(record.head.seq);
  return {
    links,
    checkpoint: verdictOf(record, stored),
    headDiffers: newest !== undefined && newest.hash !== record.head.hash,
    files: record.events.filter(({ columns }) => "DataBlob" in columns).length,
  };
}

async function hashesOf({ events }: JobRecord, hashText: HashText): Promise<Map<number, string | undefined>> {
  const hashes = new Map<number, string | undefined>();
  for (let from = 0; from < events.length; from += atOnce) {
    const some = events.slice(from, from + atOnce);
    const found = await Promise.all(some.map(({ columns }) => hashOf(columns, hashText)));
    for (const [at, { seq }] of some.entries()) hashes.set(seq, found[at]);
  }
  return hashes;
}

// What has no canonical form was not written by a ledger.
async function hashOf(columns: StoredEvent["columns"], hashText: HashText): Promise<string | undefined> {
  let text: string;
  try {
    text = eventText(columns);
  } catch {
    return undefined;
  }
  return hashText(text);
}

function isInPlace({ seq, columns }: StoredEvent, keyId: string): boolean {
  return columns["Seq"] === seq && columns["EventId"] === `${keyId}:${seq}`;
}

type Place = { seq: number; isNeighbour: boolean /** What it is linked to was not asked for. */; isFirst: boolean };

/** The places in the chain that the record must fill: the ranges, and the event on either side of each. */
function placesOf({ ranges, head }: JobRecord): Place[] {
  const places = new Map<number, Place>();
  for (const [first, last] of ranges) {
    for (let seq = first; seq <= last; seq += 1) places.set(seq, { seq, isNeighbour: false, isFirst: false });
  }
  for (const [first, last] of ranges) {
    const [before, after] = [first - 1, last + 1];
    if (before > 0 && !places.has(before)) places.set(before, { seq: before, isNeighbour: true, isFirst: true });
    const known = places.get(after);
    if (after <= head.seq && (!known || known.isFirst))
      places.set(after, { seq: after, isNeighbour: true, isFirst: false });
  }
  return [...places.values()].toSorted((one, other) => one.seq - other.seq);
}

function verdictOf({ checkpoint, ranges }: JobRecord, stored: Map<number, StoredEvent>): CheckpointVerdict {
  if (!checkpoint) return "none";
  const event = stored.get(checkpoint.seq);
  if (event) return event.hash === checkpoint.hash ? "agrees" : "disagrees";
  if (checkpoint.seq < (ranges[0]?.[0] ?? 0)) return "before";
  return checkpoint.seq > (ranges.at(-1)?.[1] ?? 0) ? "after" : "between";
}
