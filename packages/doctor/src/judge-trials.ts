import type { LeaseTrial } from "@baton/lease";
import { oddQueueFindings } from "./broker-findings.ts";
import { type Check, checked, type Part } from "./check.ts";
import { clockFindings, diskFindings, nodeFindings, sizeText } from "./machine-findings.ts";
import {
  brokerRightsFindings,
  instanceFindings,
  latencyFindings,
  leaseFindings,
  schemaFindings,
  slowReadMs,
  slowTransactionMs,
  storageRightsFindings,
} from "./trial-findings.ts";
import type { Trials } from "./trials.ts";

/** What is known of the parts: of one that is away nothing is said here. */
export type TrialContext = { broker: PartContext & { version: string | undefined }; storage: PartContext; now: Date };
type PartContext = { isUp: boolean };

/** What is to be said of the trials, and done. */
export function judgeTrials(trials: Trials, { broker, storage, now }: TrialContext): Check[] {
  return [
    ...(broker.isUp ? brokerChecks(trials, broker.version) : []),
    ...(storage.isUp ? storageChecks(trials) : []),
    ...machineChecks(trials, now),
  ];
}

function brokerChecks({ broker }: Trials, version: string | undefined): Check[] {
  if (!broker) return [notTried("broker", "Rights and queues")];
  return [
    ...checked(
      "broker",
      "broker-rights",
      "A message was sent through a queue of its own and back.",
      brokerRightsFindings(broker),
    ),
    ...checked(
      "broker",
      "wake-queues",
      "The queues of wakes are Baton’s, or not made yet.",
      oddQueueFindings(broker.oddQueues, version),
    ),
    ...checked("broker", "instance", "Broker and storage belong together.", instanceFindings(broker.instance)),
  ];
}

function storageChecks({ storage, lease, instance }: Trials): Check[] {
  const schema = instance ? `The stored form is this Baton’s: schema ${instance.schemaVersion}.` : "";
  return [
    ...checked("storage", "schema", schema, schemaFindings(instance)),
    ...(instance ? (storage ? trialChecks(storage) : [notTried("storage", "Rights")]) : []),
    ...(instance ? (lease ? leaseChecks(lease) : [notTried("storage", "A lock")]) : []),
  ];
}

function leaseChecks(lease: LeaseTrial): Check[] {
  return checked("storage", "lease-rights", leaseText[lease.kind], leaseFindings(lease));
}

function notTried(part: Part, what: string): Check {
  return {
    part,
    code: `${part}-not-tried`,
    level: "hazard",
    what: `${what} could not be tried: there was no answer in time.`,
    remedy: `See whether the ${part} is overloaded, and ask again.`,
  };
}

const leaseText = {
  ok: "A lock was taken, renewed and given back.",
  held: "A lock was asked for; another doctor had it.",
  failed: "",
};

function trialChecks(storage: NonNullable<Trials["storage"]>): Check[] {
  const { readMs, transactionMs } = storage.tables;
  const times = `A row was read in ${ms(readMs)} (median; up to ${slowReadMs} ms are fine), a transaction took ${ms(transactionMs)} (up to ${slowTransactionMs} ms).`;
  return [
    ...checked(
      "storage",
      "storage-rights",
      "Rows and a blob were written, read and deleted.",
      storageRightsFindings(storage),
    ),
    ...(storage.tables.refusal === undefined
      ? checked("storage", "storage-latency", times, latencyFindings(storage))
      : []),
  ];
}

function machineChecks({ machine }: Trials, now: Date): Check[] {
  const { node, baton, disk, clockOffsetMs } = machine;
  return [
    ...checked("machine", "versions", `Baton ${baton} on Node.js ${node.slice(1)}.`, nodeFindings(node, now)),
    ...checked("machine", "disk", `${sizeText(disk.freeBytes)} are free where ${disk.folder} is.`, diskFindings(disk)),
    ...(clockOffsetMs === undefined
      ? []
      : checked("machine", "clock", clockText(clockOffsetMs), clockFindings(clockOffsetMs))),
  ];
}

function clockText(offsetMs: number): string {
  return offsetMs === 0 ? "The clock agrees with storage’s." : `The clock is ${Math.abs(offsetMs)} ms off storage’s.`;
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
