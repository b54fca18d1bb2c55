import { schemaVersion } from "@baton/store";
import { expect, test } from "vitest";
import { findingsOf } from "./check.ts";
import { judgeTrials, type TrialContext } from "./judge-trials.ts";
import type { Trials } from "./trials.ts";

const well: Trials = {
  at: "2026-11-26T06:00:00.000Z",
  broker: { refusal: undefined, oddQueues: [], instance: { kind: "ours" } },
  storage: { tables: { refusal: undefined, readMs: 3, transactionMs: 8 }, blobs: { refusal: undefined } },
  lease: { kind: "ok" },
  instance: { instanceId: "1", schemaVersion },
  machine: { node: "v24.1.0", baton: "0.1.0", disk: { folder: "/data", freeBytes: 50 * 1024 ** 3 }, clockOffsetMs: 0 },
};
const context: TrialContext = {
  broker: { isUp: true, version: "4.2.5" },
  storage: { isUp: true },
  now: new Date("2026-11-26T06:00:00Z"),
};

test("where all is well, every check says what was tried", () => {
  const checks = judgeTrials(well, context);
  expect(checks.map(({ part, code, level }) => `${level} ${part} ${code}`)).toEqual([
    "ok broker broker-rights",
    "ok broker wake-queues",
    "ok broker instance",
    "ok storage schema",
    "ok storage storage-rights",
    "ok storage storage-latency",
    "ok storage lease-rights",
    "ok machine versions",
    "ok machine disk",
    "ok machine clock",
  ]);
  expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
});

test("a refusal is a problem with its reason and its remedy", () => {
  const found = (trials: Partial<Trials>) => problems(trials);
  const broker = { refusal: "403 (ACCESS-REFUSED)", oddQueues: [], instance: { kind: "ours" } } as const;
  expect(found({ broker: { ...broker, oddQueues: [] } })).toEqual(["problem broker-rights"]);
  const tables = { refusal: "This request is not authorized", readMs: 0, transactionMs: 0 };
  expect(found({ storage: { tables, blobs: { refusal: "no" } } })).toEqual([
    "problem table-rights",
    "problem blob-rights",
  ]);
  expect(found({ lease: { kind: "failed", step: "renew", reason: "no" } })).toEqual(["problem lease-rights"]);
});

test("a queue with other arguments is named", () => {
  const broker = { refusal: undefined, oddQueues: ["baton.delay.03"], instance: { kind: "ours" } } as const;
  const [finding] = findingsOf(
    judgeTrials({ ...well, broker: { ...broker, oddQueues: ["baton.delay.03"] } }, context),
    "broker",
  );
  expect(finding).toMatchObject({ code: "queue-with-other-arguments", level: "hazard" });
  expect(finding?.what).toContain("baton.delay.03");
});

test("broker and storage that do not belong together are a problem; those that nobody has tied, a note", () => {
  const tied = (instance: NonNullable<Trials["broker"]>["instance"]) =>
    problems({ broker: { refusal: undefined, oddQueues: [], instance } });
  expect(tied({ kind: "another's", reason: "that of 2" })).toEqual(["problem instance-mismatch"]);
  expect(tied({ kind: "free" })).toEqual(["note instance-free"]);
});

test("slow storage is a hazard, and the bound is told", () => {
  const tables = { refusal: undefined, readMs: 101, transactionMs: 8 };
  const storage = { tables, blobs: { refusal: undefined } };
  expect(problems({ storage })).toEqual(["hazard storage-slow"]);
  expect(findingsOf(judgeTrials({ ...well, storage }, context), "storage")[0]?.what).toContain("up to 100 ms");
  expect(problems({ storage: { ...storage, tables: { ...tables, readMs: 1, transactionMs: 251 } } })).toEqual([
    "hazard storage-slow",
  ]);
});

test("a newer stored form is a problem, an older one and an empty storage are notes", () => {
  const schema = (found: number) => problems({ instance: { instanceId: "1", schemaVersion: found } });
  expect(schema(schemaVersion + 1)).toEqual(["problem schema-too-new"]);
  expect(schema(schemaVersion - 1)).toEqual(["note schema-older"]);
  expect(problems({ instance: undefined, storage: undefined, lease: undefined })).toEqual(["note storage-empty"]);
});

test("clock, disk and Node.js of this machine have their bounds", () => {
  const machine = (facts: Partial<Trials["machine"]>) => problems({ machine: { ...well.machine, ...facts } });
  expect(machine({ clockOffsetMs: -2500 })).toEqual(["hazard clock-skew"]);
  expect(machine({ disk: { folder: "/data", freeBytes: 900 * 1024 ** 2 } })).toEqual(["hazard disk-nearly-full"]);
  expect(machine({ disk: { folder: "/data", freeBytes: 100 * 1024 ** 2 } })).toEqual(["problem disk-nearly-full"]);
  expect(machine({ node: "v20.19.0" })).toEqual(["hazard node-out-of-support"]);
  expect(machine({ node: "v18.20.0" })).toEqual(["problem node-too-old"]);
  expect(machine({ node: "v26.0.0" })).toEqual([]);
});

test("of a part that is away nothing is said, and one that does not answer in time is told", () => {
  const nothing = { broker: undefined, storage: undefined, lease: undefined };
  expect(problems(nothing)).toEqual([
    "hazard broker-not-tried",
    "hazard storage-not-tried",
    "hazard storage-not-tried",
  ]);
  const away = { ...context, broker: { isUp: false, version: undefined }, storage: { isUp: false } };
  expect(judgeTrials({ ...well, ...nothing }, away).map(({ part }) => part)).toEqual(["machine", "machine", "machine"]);
});

function problems(trials: Partial<Trials>): string[] {
  return judgeTrials({ ...well, ...trials }, context)
    .filter(({ level }) => level !== "ok")
    .map(({ level, code }) => `${level} ${code}`);
}
