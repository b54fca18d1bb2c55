import type { Finding } from "@baton/contracts";
import { tolerableSkewMs } from "./clock-skew.ts";
import type { MachineFacts } from "./machine-facts.ts";

/** Below it a broker or an emulator on this disk soon stops taking anything. */
const leastFreeBytes = 200 * 1024 ** 2;
const lowFreeBytes = 1024 ** 3;
const leastNode = 20;

/**
 * Until when a series of Node.js gets security fixes; ISO dates.
 * @see https://github.com/nodejs/release#release-schedule
 */
const nodeSupportEnds: Record<number, string> = { 20: "2026-04-30", 22: "2027-04-30", 24: "2028-04-30" };

export function nodeFindings(node: string, now: Date): Finding[] {
  const major = Number.parseInt(node.slice(1), 10);
  if (major < leastNode)
    return [
      {
        code: "node-too-old",
        level: "problem",
        what: `Node.js is ${node}; Baton needs ${leastNode} or newer.`,
        remedy: "Install the newest Node.js with long-term support. In a clone, npm brings its own with “npm install”.",
      },
    ];
  const until = nodeSupportEnds[major];
  if (until === undefined || now < new Date(`${until}T23:59:59Z`)) return [];
  return [
    {
      code: "node-out-of-support",
      level: "hazard",
      what: `Node.js ${node} has had no security fixes since ${until}.`,
      remedy: "Install the newest Node.js with long-term support.",
    },
  ];
}

export function diskFindings({ folder, freeBytes }: MachineFacts["disk"]): Finding[] {
  if (freeBytes >= lowFreeBytes) return [];
  return [
    {
      code: "disk-nearly-full",
      level: freeBytes < leastFreeBytes ? "problem" : "hazard",
      what: `Of the disk that holds ${folder} only ${sizeText(freeBytes)} are free. A broker or an emulated storage on it stops taking jobs when it is full.`,
      remedy: "Free some space, or let BATON_DATA_DIR name a folder on another disk.",
    },
  ];
}

export function clockFindings(clockOffsetMs: number): Finding[] {
  if (Math.abs(clockOffsetMs) < tolerableSkewMs) return [];
  const seconds = (Math.abs(clockOffsetMs) / 1000).toFixed(1);
  return [
    {
      code: "clock-skew",
      level: "hazard",
      what: `The clock of this machine is ${seconds} s ${clockOffsetMs > 0 ? "ahead of" : "behind"} storage’s. Job ids that are given here tell a wrong time of submission.`,
      remedy: "Let the machine keep time by NTP.",
    },
  ];
}

/** `1.5 GiB`. */
export function sizeText(bytes: number): string {
  const [unit, name] = bytes >= 1024 ** 3 ? [1024 ** 3, "GiB"] : [1024 ** 2, "MiB"];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}
