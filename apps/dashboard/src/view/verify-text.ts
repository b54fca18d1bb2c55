import type { JobRecord } from "@baton/contracts";
import type { CheckedLink, CheckpointVerdict, LinkState, RecordCheck } from "./verify-record.ts";

/** Whether all that was looked at is as it was written. */
export function isUnchanged({ links, checkpoint, headDiffers }: RecordCheck): boolean {
  return links.every(({ state }) => state === "intact") && checkpoint !== "disagrees" && !headDiffers;
}

/** The result in one sentence. */
export function resultText({ ranges }: JobRecord, found: RecordCheck): string {
  const own = found.links.filter(({ isNeighbour }) => !isNeighbour);
  const wrong = found.links.filter(({ state }) => state !== "intact");
  const events = own.length === 1 ? "The one event" : `All ${own.length.toLocaleString("en")} events`;
  if (isUnchanged(found)) {
    const where = ranges.length === 1 ? "this job's part" : `the ${ranges.length} parts`;
    return `Nothing was changed. ${events} in ${where} of the chain ${own.length === 1 ? "has" : "have"} the hash of their content, and each is linked to the event before it.`;
  }
  if (wrong.length === 0) return "This record was changed: the chain's own end, or its checkpoint, says otherwise.";
  return `This record was changed: ${wrong.length === 1 ? "one event is" : `${wrong.length} events are`} not as written.`;
}

export const stateTexts: Record<Exclude<LinkState, "intact">, string> = {
  changed: "its content is not what its hash was made of",
  unlinked: "it does not name the hash of the event before it",
  missing: "there is no event in its place",
};

/** Which events' hashes and links were computed. */
export function checkedTexts(record: JobRecord, found: RecordCheck): string[] {
  const beside = found.links.filter(({ isNeighbour }) => isNeighbour).map(({ seq }) => `#${seq}`);
  return [
    `The SHA-256 of ${rangesText(record.ranges)}, computed in this browser from what storage has now, against the hash that each event bears.`,
    "Each event's link: that it names the hash of the event before it.",
    ...(beside.length > 0 ? [`The events beside them (${listText(beside)}), to which they are linked.`] : []),
    ...(record.checkpoint && (found.checkpoint === "agrees" || found.checkpoint === "disagrees")
      ? [
          `The newest signed checkpoint of this lock key (line ${record.checkpoint.line}): it ${found.checkpoint === "agrees" ? "names the same" : "names ANOTHER"} hash for #${record.checkpoint.seq}.`,
        ]
      : []),
  ];
}

/** What this check says nothing about. */
export function uncheckedTexts(record: JobRecord, found: RecordCheck): string[] {
  return [
    "The rest of the lock key's chain, and whether it holds more events of this job than its row says.",
    ...checkpointTexts(record, found.checkpoint),
    ...(found.files > 0
      ? [`The large values of ${found.files} ${found.files === 1 ? "event" : "events"}, which lie in files.`]
      : []),
    "The job's own row, from which its status, payload and result are shown; the chain has their hashes.",
    "Somebody who can write to storage could rewrite a whole chain from one place on. Signed checkpoints find that: “npm run baton -- verify” compares everything with them.",
  ];
}

function checkpointTexts({ checkpoint }: JobRecord, verdict: CheckpointVerdict): string[] {
  if (!checkpoint) return ["No signed checkpoint names this lock key yet: they are written every minute."];
  const word = `The newest signed checkpoint (line ${checkpoint.line}) vouches for #${checkpoint.seq}`;
  switch (verdict) {
    case "before":
      return [`${word}, which is older than this job's events: none vouches for them yet.`];
    case "after":
      return [`${word}, which is newer than this job's events: the links from here to there were not followed.`];
    case "between":
      return [`${word}, which is not this job's: the links to it were not followed.`];
    default:
      return [`The signature of checkpoint line ${checkpoint.line}.`];
  }
}

/** What an event says that was found, for those that are not shown in the trail, too. */
export function eventText({ event }: CheckedLink): string {
  if (!event) return "";
  const { Status, Message } = event.columns;
  return `${Status}: “${Message}”`;
}

function rangesText(ranges: JobRecord["ranges"]): string {
  return listText(ranges.map(([first, last]) => (first === last ? `#${first}` : `#${first}–#${last}`)));
}

const namedAtMost = 12;

function listText(names: string[]): string {
  if (names.length <= namedAtMost) return names.join(", ");
  return `${names.slice(0, namedAtMost).join(", ")} and ${names.length - namedAtMost} more`;
}
