import type { CircuitSettings } from "@baton/contracts";

/**
 * Whether jobs of a type may start, in all workers. closed → open, when too many attempts fail → half-open, when its
 * time is over and the first probe starts → closed, when enough of them succeed, or open again, when one fails.
 * Times are milliseconds of storage's time.
 */
export type Circuit = {
  type: string;
  settings: CircuitSettings;
  phase: "closed" | "open" | "half-open";
  /** How often it has opened. What began before the last time says nothing of what came after. */
  openings: number;
  /** The ends of the last attempts while it is closed, oldest first: `x` failed, `.` did not. */
  window: string;
  /** While it is open. */
  openUntil: number;
  /** Attempts that are being tried; each keeps its place for `openMs` at most, should its worker die. */
  probes: { jobId: string; until: number }[];
  succeeded: number;
  changedAt: number;
};

/** How an attempt ended, as far as the circuit is concerned. `nothing`: it tells nothing of what the type depends on. */
export type AttemptWord = "failed" | "succeeded" | "nothing";

/** @param openings as of the attempt's start. */
export type CircuitEnd = { jobId: string; openings: number; word: AttemptWord };

export function closedCircuit(type: string, settings: CircuitSettings, now: number): Circuit {
  return { type, settings, ...closed(0, now) };
}

/** Until when nothing may start; undefined when something may. */
export function circuitWait(circuit: Circuit, now: number): number | undefined {
  if (circuit.phase === "closed") return undefined;
  if (circuit.phase === "open") return now < circuit.openUntil ? circuit.openUntil : undefined;
  const live = liveProbes(circuit, now);
  if (live.length === 0 || live.length + circuit.succeeded < circuit.settings.probes) return undefined;
  return Math.min(...live.map(({ until }) => until));
}

/** A probe starts. */
export function withProbe(circuit: Circuit, jobId: string, now: number): Circuit {
  const isFirst = circuit.phase === "open";
  const probe = { jobId, until: now + circuit.settings.openMs };
  return {
    ...circuit,
    phase: "half-open",
    probes: [...liveProbes(circuit, now), probe],
    succeeded: isFirst ? 0 : circuit.succeeded,
    changedAt: isFirst ? now : circuit.changedAt,
  };
}

/** The circuit after some attempts have ended; the same object when they change nothing. */
export function withEnds(circuit: Circuit, ends: CircuitEnd[], now: number): Circuit {
  return ends.reduce((so, end) => (end.openings === so.openings ? withEnd(so, end, now) : so), circuit);
}

function withEnd(circuit: Circuit, { jobId, word }: CircuitEnd, now: number): Circuit {
  switch (circuit.phase) {
    case "closed":
      return word === "nothing" ? circuit : withMark(circuit, word === "failed" ? "x" : ".", now);
    case "half-open":
      return word === "failed" ? opened(circuit, now) : withoutProbe(circuit, jobId, word === "succeeded", now);
    case "open":
      return circuit;
  }
}

function withMark(circuit: Circuit, mark: "x" | ".", now: number): Circuit {
  const { windowSize, minimumAttempts, failureRate } = circuit.settings;
  const window = `${circuit.window}${mark}`.slice(-windowSize);
  const failures = window.split("x").length - 1;
  if (window.length >= minimumAttempts && failures / window.length >= failureRate) return opened(circuit, now);
  return window === circuit.window ? circuit : { ...circuit, window };
}

function withoutProbe(circuit: Circuit, jobId: string, hasSucceeded: boolean, now: number): Circuit {
  const succeeded = circuit.succeeded + (hasSucceeded ? 1 : 0);
  if (succeeded >= circuit.settings.probes) return { ...circuit, ...closed(circuit.openings, now) };
  return { ...circuit, succeeded, probes: circuit.probes.filter((probe) => probe.jobId !== jobId) };
}

function opened(circuit: Circuit, now: number): Circuit {
  const openUntil = now + circuit.settings.openMs;
  return { ...circuit, ...closed(circuit.openings + 1, now), phase: "open", openUntil };
}

function closed(openings: number, now: number): Omit<Circuit, "type" | "settings"> {
  return { phase: "closed", openings, window: "", openUntil: 0, probes: [], succeeded: 0, changedAt: now };
}

function liveProbes({ probes }: Circuit, now: number) {
  return probes.filter(({ until }) => until > now);
}
