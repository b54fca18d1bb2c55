import { Admission, type EngineDeps, KeyExecutor, RunGate } from "@baton/engine";
import { LockStore } from "@baton/lease";
import { createLogger } from "@baton/runtime";
import { Inbox, keyId, Markers, PayloadFiles } from "@baton/store";
import { directly, modelLockContainer } from "../model-store/model-clients.ts";
import { ModelLocks } from "../model-store/model-locks.ts";
import type { CountedStore } from "./counted-store.ts";

const logger = createLogger({ level: "silent", base: {}, readable: false });
const worker = { workerId: "worker-1", host: "model", incarnation: "1" };
const types = new Map([["counted", { type: "counted" }]]);

/** Lets a key's executor run so many of its jobs, which do nothing. Everything it asks of storage is counted. */
export async function runJobs(store: CountedStore, lockKey: string, count: number): Promise<void> {
  let left = count;
  const executor = await executorOf(store, lockKey, () => {
    left -= 1;
    if (left === 0) executor.stop();
  });
  await executor.run();
  if (left > 0) throw new Error(`${left} jobs of ${lockKey} were not run`);
}

/** @param onRun called when a job's code would begin. @param holdLingerMs how long the key is kept without work. */
export async function executorOf(
  store: CountedStore,
  lockKey: string,
  onRun: (jobId: string) => void,
  holdLingerMs = 0,
): Promise<KeyExecutor> {
  const run: EngineDeps["threads"]["run"] = async ({ task }) => {
    onRun(task.job.jobId);
    return { kind: "returned", resultText: undefined, aborted: undefined };
  };
  const inbox = store.client("inbox");
  const clock = { now: () => new Date(), latestNow: () => new Date(), wallOffsetMs: 0 };
  const deps: EngineDeps = {
    storage: { ledger: store.client("ledger"), clock },
    inbox: new Inbox({ inbox }),
    markers: new Markers({ inbox }),
    // No job here is large enough for a blob.
    files: new PayloadFiles({ payloads: undefined as never }),
    results: { keep: () => Promise.reject(new Error("No job here has a result")) },
    projector: { add: ({ done }) => done?.(), addArrived: () => undefined, addDeferred: () => undefined },
    threads: { types, run },
    isGivenUp: () => false,
    whoKnows: async () => "here",
    worker,
    gate: new RunGate(),
    admission: new Admission({
      storage: { limits: undefined as never, clock },
      types,
      random: Math.random,
      logger,
    }),
    settings: { holdLingerMs, holdMaxMs: 60_000, stopGraceMs: 1000 },
    random: Math.random,
    isStarving: () => false,
    onClosing: () => undefined,
    onRunningChanged: () => undefined,
    onLockLost: () => undefined,
    onPostponed: () => undefined,
    onNotPicked: () => undefined,
    logger,
  };
  const key = { keyId: keyId("default", lockKey), tenantId: "default", lockKey };
  const result = await lockStore().tryAcquire(key.keyId);
  if (result.kind !== "acquired") throw new Error(`${lockKey} is held`);
  return new KeyExecutor(key, result.hold, deps);
}

function lockStore(): LockStore {
  return new LockStore(
    {
      connectionString: "",
      namespace: "model",
      lockContainer: "locks",
      leaseSeconds: 15,
      identity: worker,
      journal: { note: async () => undefined, over: () => undefined },
      logger,
    },
    modelLockContainer(new ModelLocks({ now: () => performance.now() }), directly),
  );
}
