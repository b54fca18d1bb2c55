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
const incident = { worker: 0, key: 0, parentDies: false };
const calm: History = {
  seed: 0,
  workers: [right],
  concurrency: 2,
  renewsExpired: false,
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
};
