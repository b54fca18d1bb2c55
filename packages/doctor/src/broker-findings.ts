import type { Finding, Health } from "@baton/contracts";
import { isPlainAndRemote } from "./network-address.ts";
import { consequenceOfOtherArguments, hazardsOf, supportedUntil } from "./rabbitmq-hazards.ts";

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
    ...oddQueueFindings(oddQueues, version),
    ...(version === undefined ? [] : versionFindings(version, now)),
    ...(isPlainAndRemote(url) ? [withoutTls] : []),
  ];
}

function unreachable({ status, detail }: Health["broker"]): Finding[] {
  if (status === "up") return [];
  if (isRefusal(detail)) return [refused(detail)];
  return [
    {
      code: "broker-unreachable",
      level: status === "starting" ? "note" : "problem",
      what: `The broker does not answer${detail ? `: ${detail}` : ""}. Nothing can be submitted; what was confirmed is kept.`,
      remedy: "Start RabbitMQ, or correct AMQP_URL. The dashboard and the workers connect again by themselves.",
    },
  ];
}

function isRefusal(detail: string | undefined): detail is string {
  return detail !== undefined && /ACCESS.REFUSED/i.test(detail);
}

function refused(detail: string): Finding {
  return {
    code: "broker-refuses",
    level: "problem",
    what: `The broker answers, and refuses what Baton must do: ${detail}.`,
    remedy:
      "Correct name and password in AMQP_URL, or give its user all three rights: “rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*'”, or '^(baton\\..*|amq\\..*)' with your BATON_NAMESPACE in the place of “baton”.",
  };
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

/** Of queues that exist with other arguments than ours. */
export function oddQueueFindings(queues: readonly string[], version = ""): Finding[] {
  return queues.map((queue) => ({
    code: "queue-with-other-arguments",
    level: "hazard",
    what: `The queue “${queue}” exists with other arguments than Baton’s and is used as it is. ${consequenceOfOtherArguments(version)}`,
    remedy: `When it is empty, delete it (“rabbitmqctl delete_queue ${queue}”): Baton makes it anew as it should be.`,
  }));
}

function versionFindings(version: string, now: Date): Finding[] {
  return [...supportFinding(version, now), ...hazardsOf(version)];
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

const withoutTls: Finding = {
  code: "broker-without-tls",
  level: "hazard",
  what: "The connection to the broker leaves this machine unencrypted: payloads and the password can be read on the way.",
  remedy: "Give an amqps:// address in AMQP_URL.",
};

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
