import type { History, JobPlan } from "./history.ts";

const job = (plan: Partial<JobPlan>): JobPlan => ({
  key: 0,
  priority: 0,
  steps: [],
  fails: false,
  isAlien: false,
  submittedAt: [0],
  followsMs: undefined,
  laterMs: 0,
  ...plan,
});

const stubborn = (ms: number) => ({ ms, isStubborn: true });
const right = { rate: 1, wallOffsetMs: 0 };
const fault = { parentDies: false };
const incident = { worker: 0, key: 0, parentDies: false };
const calm: History = {
  seed: 0,
  workers: [right],
  concurrency: 2,
  renewsExpired: false,
  isLimited: false,
  jobs: [],
  faults: [],
  incidents: [],
};

/** Histories in which a promise was broken once; each is played in every run of the tests. */
export const knownHistories: Record<string, History> = {
  "a machine sleeps within its lease, and its next attempt outlives the rest of it": {
    ...calm,
    seed: 3,
    workers: [right, { rate: 0.99, wallOffsetMs: 0 }],
    jobs: [
      job({ steps: [stubborn(5084)], submittedAt: [1640] }),
      job({ steps: [stubborn(24_980)], submittedAt: [13_245] }),
    ],
    incidents: [{ ...incident, kind: "suspend", at: 7325, worker: 1, ms: 9808 }],
  },
  "the row of an ended job cannot be removed": {
    ...calm,
    seed: 1,
    renewsExpired: true,
    jobs: [job({ submittedAt: [17_515] }), job({ submittedAt: [17_845] })],
    incidents: [{ ...incident, kind: "outage", at: 17_984, ms: 1042 }],
  },
  "a job is delivered again while it ends": {
    ...calm,
    workers: [right, { rate: 1.01, wallOffsetMs: 0 }, { rate: 1.01, wallOffsetMs: 0 }],
    jobs: [
      job({ key: 1, steps: [stubborn(141)], submittedAt: [3586] }),
      job({ steps: [{ ms: 190, isStubborn: false }], submittedAt: [18_419, 16_962], followsMs: 389 }),
      job({ submittedAt: [18_992], followsMs: 71 }),
      job({ priority: 2, steps: [stubborn(187)], submittedAt: [9339, 14_779] }),
    ],
    incidents: [
      { ...incident, kind: "outage", at: 4858, ms: 46_168 },
      { ...incident, kind: "crash", at: 25_854, key: 1, ms: 2454 },
    ],
  },
  "a lock is lost in the moment in which its job has come to be alone": {
    ...calm,
    seed: -1726080503,
    workers: [{ rate: 0.99, wallOffsetMs: -3_600_000 }],
    renewsExpired: true,
    isLimited: true,
    jobs: [
      job({ key: 1, priority: 2, steps: [stubborn(3011)], submittedAt: [7453], followsMs: 208 }),
      job({ key: 1, priority: 2, submittedAt: [18_553], followsMs: 361 }),
      job({
        priority: 2,
        steps: [stubborn(10), stubborn(288), stubborn(267)],
        fails: true,
        submittedAt: [10_743, 19_483],
        followsMs: 299,
        laterMs: 18_016,
      }),
      job({ priority: 2, steps: [stubborn(15_170)], fails: true, submittedAt: [10_714] }),
    ],
    faults: [
      { ...fault, operation: "set-due", nth: 12, kind: "late", status: 412, ms: 29_988 },
      { ...fault, operation: "put", nth: 0, kind: "cut-off", status: 500, ms: 2671, parentDies: true },
      { ...fault, operation: "set-due", nth: 1, kind: "freeze-after", status: 504, ms: 26_579, parentDies: true },
      { ...fault, operation: "acquire", nth: 1, kind: "freeze-before", status: 409, ms: 3211, parentDies: true },
      { ...fault, operation: "append", nth: 8, kind: "freeze-after", status: 412, ms: 15_653, parentDies: true },
      { ...fault, operation: "append", nth: 10, kind: "freeze-before", status: 503, ms: 148 },
      { ...fault, operation: "line", nth: 2, kind: "freeze-after", status: 412, ms: 10_497 },
      { ...fault, operation: "append", nth: 6, kind: "crash-after", status: 409, ms: 3798 },
    ],
  },
  "a worker that was frozen goes on with the move of a row whose job has ended meanwhile": {
    ...calm,
    seed: -1034465721,
    workers: [{ rate: 1.01, wallOffsetMs: 3_600_000 }, { rate: 1, wallOffsetMs: -3_600_000 }, right],
    concurrency: 1,
    jobs: [
      job({ priority: 1, steps: [{ ms: 126, isStubborn: false }], submittedAt: [12_364] }),
      job({
        key: 1,
        priority: 1,
        steps: [stubborn(238), { ms: 256, isStubborn: false }],
        fails: true,
        submittedAt: [5462, 7893],
        followsMs: 45,
      }),
      job({ steps: [stubborn(64)], fails: true, submittedAt: [13_742, 8617], followsMs: 521 }),
      job({ key: 1, steps: [stubborn(74)], submittedAt: [16_079], followsMs: 67 }),
    ],
    faults: [
      { ...fault, operation: "append", nth: 7, kind: "freeze-after", status: 409, ms: 23_798 },
      { ...fault, operation: "append", nth: 3, kind: "lose-request", status: 504, ms: 4478 },
      { ...fault, operation: "mint", nth: 8, kind: "late", status: 412, ms: 4046 },
      { ...fault, operation: "acquire", nth: 12, kind: "freeze-before", status: 504, ms: 14_951 },
    ],
    incidents: [
      { ...incident, kind: "crash", at: 30_227, worker: 1, key: 1, ms: 1102, parentDies: true },
      { ...incident, kind: "break-lease", at: 22_244, worker: 2, key: 1, ms: 17_385, parentDies: true },
    ],
  },
};
