import type { Finding } from "@baton/contracts";

/**
 * Until when the community supported a series; only the newest one is. Of series that are missing here nothing is known,
 * which is what is to be expected of newer ones.
 * @see https://www.rabbitmq.com/release-information and the release notes of 3.10.24 and 3.11.28
 */
const supportEnds: Record<string, string> = {
  "3.8": "2022-07-31",
  "3.9": "2023-01-31",
  "3.10": "2023-07-31",
  "3.11": "2023-12-31",
  "3.12": "2024-02-21",
  "3.13": "2024-09-17",
  "4.0": "2025-04-15",
  "4.1": "2026-01-30",
};

/** The first series that something is true of, and the first later one that it is not; undefined: it still is. */
type Series = { from: string; before: string | undefined };

/** What is known against versions of RabbitMQ, beside the end of their support. */
const hazards: (Series & { finding: Finding })[] = [
  {
    from: "0.0",
    before: "3.10",
    finding: {
      code: "broker-too-old",
      level: "problem",
      what: "RabbitMQ before 3.10 has no time to live for messages in quorum queues: what is to wake workers later cannot be declared.",
      remedy: "Update RabbitMQ to a supported series; Baton needs 3.10 at least.",
    },
  },
  {
    from: "3.10",
    before: "3.11",
    finding: {
      code: "delivery-limit-minus-one",
      level: "note",
      what: "RabbitMQ 3.10 takes x-delivery-limit: -1 for a limit that is reached already: it drops a message the first time that it comes back.",
      remedy:
        "Baton’s queue has a limit of 1,000,000, so nothing is to be done. Set no delivery-limit by a policy: the lower of the two counts.",
    },
  },
];

/** What versions do to a queue that was made with other arguments than Baton’s. */
const consequences: (Series & { consequence: string })[] = [
  {
    from: "3.10",
    before: "3.11",
    consequence:
      "If it was made with x-delivery-limit: -1, this version drops a message the first time that it comes back.",
  },
  {
    from: "4.0",
    before: undefined,
    consequence:
      "If it was made without a delivery limit, this version takes a message away after it has come back 20 times.",
  },
];

/** What is known against a version. */
export function hazardsOf(version: string): Finding[] {
  return hazards.filter((series) => isIn(version, series)).map(({ finding }) => finding);
}

/** What may become of messages in a queue with other arguments. */
export function consequenceOfOtherArguments(version: string): string {
  const known = consequences.find((series) => isIn(version, series));
  return known?.consequence ?? "It may treat messages that come back otherwise than Baton expects.";
}

/** ISO date. */
export function supportedUntil(version: string): string | undefined {
  return supportEnds[version.split(".", 2).join(".")];
}

function isIn(version: string, { from, before }: Series): boolean {
  return !isBefore(version, from) && (before === undefined || isBefore(version, before));
}

function isBefore(version: string, series: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [numbersOf(version), numbersOf(series)];
  return major === otherMajor ? minor < otherMinor : major < otherMajor;
}

function numbersOf(version: string): number[] {
  return version.split(".", 2).map((part) => Number.parseInt(part, 10));
}
