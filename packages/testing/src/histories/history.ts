import fc from "fast-check";
import type { VirtualClocks } from "./virtual-process.ts";

/** Requests by what they are for. */
export const operations = [
  "append",
  "head",
  "job",
  "trail",
  "put",
  "put-if-missing",
  "remove",
  "line",
  "set-due",
  "marker",
  "settle",
  "due",
  "acquire",
  "renew",
  "release",
  "mint-read",
  "mint",
  "make-blob",
  "limit",
] as const;
export type Operation = (typeof operations)[number];

/**
 * What happens to a request, or to the worker that sends it.
 * - `lose-request`: it never arrives; the connection is reset after a while.
 * - `lose-answer`: it is carried out; the connection is reset after a while.
 * - `refuse`: it is answered with a status and not carried out.
 * - `fail`: it is carried out and answered with a status all the same.
 * - `late`: the connection is reset, and the request arrives afterwards, perhaps after its retry.
 * - `slow`: it is carried out some time, and answered a good while after it was sent.
 * - `cut-off`: as slow, and from its answer on nothing of this worker arrives for half a minute.
 * - `crash-before`, `crash-after`: the worker is killed before it arrives, or when it has been carried out.
 * - `freeze-before`, `freeze-after`: the worker stops running at once, and the request does not get away until it
 *   runs again, or is carried out meanwhile.
 */
export const faultKinds = [
  "lose-request",
  "lose-answer",
  "refuse",
  "fail",
  "late",
  "slow",
  "cut-off",
  "crash-before",
  "crash-after",
  "freeze-before",
  "freeze-after",
] as const;
export type FaultPlan = {
  operation: Operation;
  nth: number;
  kind: (typeof faultKinds)[number];
  status: number;
  ms: number;
  parentDies: boolean;
};

/**
 * What happens to a worker, or to the store.
 * - `crash`: killed; its parent gives its leases back after `ms`, or is dead as well.
 * - `freeze`: it stops running (SIGSTOP); `suspend`: its machine does, with the monotonic clock.
 * - `stop`: SIGTERM. `break-lease`: an operator breaks the lease of a key, without a period.
 * - `forget-lock`: the lock blob is deleted while nobody holds it. `outage`: no request arrives.
 */
export const incidentKinds = ["crash", "freeze", "suspend", "stop", "break-lease", "forget-lock", "outage"] as const;
export type Incident = {
  kind: (typeof incidentKinds)[number];
  at: number;
  worker: number;
  key: number;
  ms: number;
  parentDies: boolean;
};

export type StepPlan = { ms: number; isStubborn: boolean };
export type JobPlan = {
  key: number;
  priority: number;
  steps: StepPlan[];
  fails: boolean;
  /** Of a type that no worker knows. */
  isAlien: boolean;
  /** When it is submitted; more than one: its publisher repeated it. */
  submittedAt: number[];
  /** Submitted once more, so long after the end of the job before it: about when the key's holder gives up. */
  followsMs: number | undefined;
  /** Not before this much later. */
  laterMs: number;
};

/** Everything that decides how a run goes. */
export type History = {
  seed: number;
  workers: VirtualClocks[];
  concurrency: number;
  renewsExpired: boolean;
  /** The type of its jobs has a circuit and rate limits. */
  isLimited: boolean;
  jobs: JobPlan[];
  faults: FaultPlan[];
  incidents: Incident[];
};

const step = fc.record<StepPlan>({
  ms: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) }, fc.integer({ min: 0, max: 25_000 })),
  isStubborn: fc.boolean(),
});

const job = fc.record<JobPlan>({
  key: fc.nat(1),
  priority: fc.nat(2),
  steps: fc.array(step, { maxLength: 3 }),
  fails: fc.boolean(),
  isAlien: oneIn(12),
  submittedAt: fc.array(fc.nat(20_000), { minLength: 1, maxLength: 2 }),
  followsMs: fc.option(fc.nat(600), { nil: undefined }),
  laterMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(30_000)),
});

const anyFault = fc.record<FaultPlan>({
  // What decides comes more often than what only looks.
  operation: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Operation>("append") },
    { weight: 3, arbitrary: fc.constantFrom<Operation>("acquire", "renew", "mint", "settle", "set-due", "put") },
    { weight: 2, arbitrary: fc.constantFrom(...operations) },
  ),
  nth: fc.oneof(fc.nat(3), fc.nat(12)),
  kind: fc.constantFrom(...faultKinds),
  status: fc.constantFrom(500, 503, 504, 409, 412),
  ms: fc.oneof(fc.nat(200), fc.nat(5000), fc.nat(30_000)),
  parentDies: fc.boolean(),
});

/** A lease that was got late, by a worker that can then do nothing for it: how long it trusts it decides. */
const lateLease = fc.record<FaultPlan>({
  operation: fc.constantFrom<Operation>("acquire", "renew"),
  nth: fc.nat(2),
  kind: fc.constant("cut-off"),
  status: fc.constant(500),
  ms: fc.integer({ min: 1000, max: 5000 }),
  parentDies: fc.boolean(),
});

const fault = fc.oneof({ weight: 12, arbitrary: anyFault }, { weight: 1, arbitrary: lateLease });

const incident = fc.record<Incident>({
  kind: fc.constantFrom(...incidentKinds),
  at: fc.nat(40_000),
  worker: fc.nat(2),
  key: fc.nat(1),
  ms: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 50_000 })),
  parentDies: fc.boolean(),
});

const clocks = fc.record<VirtualClocks>({
  rate: fc.constantFrom(1, 1, 0.99, 1.01),
  wallOffsetMs: fc.constantFrom(0, 0, 3_600_000, -3_600_000),
});

export const histories = fc.record<History>({
  seed: fc.integer(),
  workers: fc.array(clocks, { minLength: 1, maxLength: 3 }),
  concurrency: fc.integer({ min: 1, max: 2 }),
  renewsExpired: fc.boolean(),
  isLimited: oneIn(3),
  jobs: fc.array(job, { minLength: 1, maxLength: 5 }),
  faults: fc.array(fault, { maxLength: 8 }),
  incidents: fc.array(incident, { maxLength: 4 }),
});

function oneIn(n: number): fc.Arbitrary<boolean> {
  return fc.nat(n - 1).map((value) => value === 1);
}
