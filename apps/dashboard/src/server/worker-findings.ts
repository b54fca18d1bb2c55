import type { Finding, WorkerView } from "@baton/contracts";
import { tolerableSkewMs } from "@baton/doctor";

/** What is to be said about the workers, and done; programs that only want to be seen are not ours to judge. */
export function workerFindings(known: WorkerView[]): Finding[] {
  const own = known.filter(({ external }) => !external);
  const there = own.filter(({ state }) => state !== "gone");
  return [
    ...lackOf(there),
    ...there.flatMap(skewOf),
    ...own.filter(({ state }) => state === "gone").map(goneWorker),
    ...differentVersions(there),
  ];
}

function lackOf(there: WorkerView[]): Finding[] {
  if (there.length === 0) return [noWorker];
  return there.every(({ state }) => state === "draining") ? [allDrain] : [];
}

const noWorker: Finding = {
  code: "no-worker",
  level: "problem",
  what: "No worker is connected: jobs are accepted and wait.",
  remedy: "Start one with “npm run processor”.",
};

const allDrain: Finding = {
  code: "all-drain",
  level: "problem",
  what: "Every worker drains: what runs comes to its end, and nothing new starts.",
  remedy: "Let one take keys again on the page of the workers, or start another.",
};

function skewOf({ workerId, host, clockOffsetMs }: WorkerView): Finding[] {
  if (Math.abs(clockOffsetMs) < tolerableSkewMs) return [];
  const seconds = (Math.abs(clockOffsetMs) / 1000).toFixed(1);
  return [
    {
      code: "clock-skew",
      level: "hazard",
      what: `The clock of ${workerId} (${host}) is ${seconds} s ${clockOffsetMs > 0 ? "ahead of" : "behind"} storage’s. Locks and due times do not depend on it; times in the record and what jobs read off the clock do.`,
      remedy: "Let its machine keep time by NTP.",
    },
  ];
}

function goneWorker({ workerId, host, beatAt }: WorkerView): Finding {
  return {
    code: "worker-gone",
    level: "note",
    what: `${workerId} (${host}) was last heard of at ${beatAt} and has not said that it stops.`,
    remedy: "Other workers take its keys by themselves. See its log for why it ended; after a day it is forgotten.",
  };
}

function differentVersions(there: WorkerView[]): Finding[] {
  const versions = [...new Set(there.map(({ version }) => version))].toSorted();
  if (versions.length < 2) return [];
  return [
    {
      code: "different-versions",
      level: "note",
      what: `The workers run different versions: ${versions.join(", ")}.`,
      remedy: "That is fine while you update them; bring them to one version soon.",
    },
  ];
}
