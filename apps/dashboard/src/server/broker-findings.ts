import type { Finding, Health } from "@baton/contracts";
import { isPlainAndRemote } from "./network-address.ts";
import { seriesOf, supportedUntil } from "./rabbitmq-versions.ts";

export type BrokerFacts = {
  state: Health["broker"];
  url: string;
  version: string | undefined;
  blockedReason: string | undefined;
  /** Queues that exist with other arguments than ours. */
  oddQueues: readonly string[];
};

/** What is to be said about the broker, and done. */
export function brokerFindings({ state, url, version, blockedReason, oddQueues }: BrokerFacts, now: Date): Finding[] {
  return [
    ...(blockedReason === undefined ? unreachable(state) : [blocked(blockedReason)]),
    ...oddQueues.map((queue) => oddQueue(queue, version)),
    ...(version === undefined ? [] : versionFindings(version, now)),
    ...(isPlainAndRemote(url) ? [withoutTls] : []),
  ];
}

function unreachable({ status, detail }: Health["broker"]): Finding[] {
  if (status === "up") return [];
  return [
    {
      code: "broker-unreachable",
      level: status === "starting" ? "note" : "problem",
      what: `The broker does not answer${detail ? `: ${detail}` : ""}. Nothing can be submitted; what was confirmed is kept.`,
      remedy: "Start RabbitMQ, or correct AMQP_URL. The dashboard and the workers connect again by themselves.",
    },
  ];
}

function blocked(reason: string): Finding {
  return {
    code: "broker-blocked",
    level: "problem",
    what: `The broker takes no messages now: ${reason}.`,
    remedy:
      "Free memory or disk space on the broker’s machine (“rabbitmqctl status” names the alarm). It goes on by itself.",
  };
}

function oddQueue(queue: string, version = ""): Finding {
  return {
    code: "queue-with-other-arguments",
    level: "hazard",
    what: `The queue “${queue}” exists with other arguments than Baton’s and is used as it is. ${consequence(version)}`,
    remedy: `When it is empty, delete it (“rabbitmqctl delete_queue ${queue}”): Baton makes it anew as it should be.`,
  };
}

function consequence(version: string): string {
  if (seriesOf(version) === "3.10")
    return "If it was made with x-delivery-limit: -1, this version drops a message the first time that it comes back.";
  if (version.startsWith("4."))
    return "If it was made without a delivery limit, this version takes a message away after it has come back 20 times.";
  return "It may treat messages that come back otherwise than Baton expects.";
}

function versionFindings(version: string, now: Date): Finding[] {
  return [...supportFinding(version, now), ...(seriesOf(version) === "3.10" ? [minusOne] : [])];
}

function supportFinding(version: string, now: Date): Finding[] {
  const until = supportedUntil(version);
  if (until === undefined || now < new Date(`${until}T23:59:59Z`)) return [];
  return [
    {
      code: "broker-out-of-support",
      level: "hazard",
      what: `RabbitMQ ${version}: the community’s support of this series ended on ${dayFormat.format(new Date(until))}; faults found since are not mended in it.`,
      remedy:
        "Baton runs on 3.10 and on 4.x alike. Unless your distribution mends it, plan the way to a newer series: one after the other, with all feature flags enabled before each step.",
    },
  ];
}

const minusOne: Finding = {
  code: "delivery-limit-minus-one",
  level: "note",
  what: "RabbitMQ 3.10 takes x-delivery-limit: -1 for a limit that is reached already: it drops a message the first time that it comes back.",
  remedy:
    "Baton’s queue has a limit of 1,000,000, so nothing is to be done. Set no delivery-limit by a policy: the lower of the two counts.",
};

const withoutTls: Finding = {
  code: "broker-without-tls",
  level: "hazard",
  what: "The connection to the broker leaves this machine unencrypted: payloads and the password can be read on the way.",
  remedy: "Give an amqps:// address in AMQP_URL.",
};

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
