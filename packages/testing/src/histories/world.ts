import { setTimeout as delay } from "node:timers/promises";
import { keyId } from "@baton/store";
import { ModelLocks } from "../model-store/model-locks.ts";
import { ModelStoreError } from "../model-store/model-store-error.ts";
import { ModelTable } from "../model-store/model-table.ts";
import type { History, Incident } from "./history.ts";
import { ModelBroker, type Submission } from "./model-broker.ts";
import { ModelNetwork } from "./model-network.ts";
import { modelType } from "./model-threads.ts";
import { ModelWorker, modelLockStore } from "./model-worker.ts";
import { Observations } from "./observations.ts";
import { type Random, randomFrom } from "./random.ts";
import { Simulation } from "./simulation.ts";
import { epochMs, VirtualProcess } from "./virtual-process.ts";

export const modelKeys = [0, 1].map((key) => keyId("default", `key-${key}`));

const restartMs = 300;
const releaseTries = 20;

/** Store, network, broker and workers of one history. */
export class World {
  readonly history: History;
  readonly simulation = new Simulation();
  readonly ledger = new ModelTable();
  readonly inbox = new ModelTable();
  readonly limits = new ModelTable();
  readonly locks: ModelLocks;
  readonly network: ModelNetwork;
  readonly broker: ModelBroker;
  readonly observations: Observations;
  readonly random: Random;
  readonly submissions: Submission[];
  readonly #count: (what: string) => void;
  readonly #workers: (ModelWorker | undefined)[] = [];
  #incarnations = 0;

  constructor(history: History, count: (what: string) => void) {
    this.history = history;
    this.#count = count;
    this.random = randomFrom(history.seed);
    this.locks = new ModelLocks({ now: () => this.simulation.now, renewsExpired: history.renewsExpired });
    this.observations = new Observations(this.simulation);
    this.network = new ModelNetwork({
      simulation: this.simulation,
      random: this.random,
      faults: history.faults,
      onDone: (operation) => this.#onDone(operation),
      onFault: (kind, operation) => {
        count(kind);
        count(`${kind} ${operation}`);
      },
      onCrash: (process, { ms, parentDies }) => {
        const at = this.#workers.findIndex((worker) => worker?.process === process);
        const worker = this.#workers[at];
        if (worker) this.#crash(worker, at, ms, parentDies);
      },
    });
    this.broker = new ModelBroker(this.simulation, this.random);
    this.observations.onEnded = (jobId) => this.#submitFollower(jobId);
    this.submissions = history.jobs.map((plan, at) => {
      const jobId = `01900000-0000-7000-8000-${String(at).padStart(12, "0")}`;
      const type = plan.isAlien ? "alien" : modelType;
      const request = { jobId, type, lockKey: `key-${plan.key}`, priority: plan.priority, payload: plan };
      return { jobId, plan, text: JSON.stringify(request) };
    });
  }

  /** Sets everything off. */
  start(): void {
    for (const at of this.history.workers.keys()) this.#startWorker(at);
    for (const submission of this.submissions) {
      for (const at of submission.plan.submittedAt) this.broker.publish(at, submission);
      if (submission.plan.submittedAt.length > 1) this.#count("repeated submission");
    }
    for (const incident of this.history.incidents) {
      this.simulation.schedule(incident.at, () => this.#meet(incident));
    }
  }

  /** When the last planned thing has happened. */
  get calmFrom(): number {
    return Math.max(0, ...this.history.incidents.map(({ at, ms }) => at + ms));
  }

  get isIdle(): boolean {
    return this.broker.isEmpty && this.#workers.every((worker) => worker?.isIdle && !worker.process.paused);
  }

  /** The store's time, as its answers tell it. */
  dateHeader(): string {
    return new Date(epochMs + this.simulation.now).toUTCString();
  }

  keyIdOf(jobId: string): string {
    return modelKeys[this.submissions.find((submission) => submission.jobId === jobId)?.plan.key ?? 0] ?? "";
  }

  /** One message to every other worker; it may well get lost with a crash. */
  wakeOthers(key: string, from: ModelWorker): void {
    for (const worker of this.#workers) {
      if (!worker || worker === from) continue;
      worker.process.reach(this.simulation.now + this.random() * 10, () => worker.onWake(key));
    }
  }

  #submitFollower(endedJobId: string): void {
    const at = this.submissions.findIndex(({ jobId }) => jobId === endedJobId);
    const follower = this.submissions[at + 1];
    const followsMs = follower?.plan.followsMs;
    if (follower && followsMs !== undefined) this.broker.publish(this.simulation.now + followsMs, follower);
  }

  #startWorker(at: number): void {
    this.#incarnations += 1;
    const clocks = this.history.workers[at];
    if (!clocks) return;
    const process = new VirtualProcess(`worker-${at}.${this.#incarnations}`, this.simulation, clocks);
    process.onResumed = () => this.broker.wake();
    const worker = process.run(() => new ModelWorker(this, process, String(this.#incarnations)));
    this.#workers[at] = worker;
    worker.start();
    this.broker.attach(worker);
  }

  #meet(incident: Incident): void {
    const { kind, key, ms } = incident;
    const blob = modelKeys[key] ?? "";
    switch (kind) {
      case "outage":
        this.network.breakUntil(this.simulation.now + ms);
        this.#count(kind);
        break;
      case "break-lease":
        this.#attempt(kind, () => this.locks.break(blob));
        break;
      case "forget-lock":
        this.#attempt(kind, () => {
          this.locks.delete(blob);
          this.observations.fenceForgotten(blob);
        });
        break;
      default:
        this.#strikeWorker(incident, kind);
    }
  }

  #strikeWorker({ worker: at, ms, parentDies }: Incident, kind: "crash" | "stop" | "freeze" | "suspend"): void {
    const slot = at % this.history.workers.length;
    const worker = this.#workers[slot];
    if (!worker) return;
    this.#count(kind === "crash" && parentDies ? "crash with parent" : kind);
    switch (kind) {
      case "crash":
        this.#crash(worker, slot, ms, parentDies);
        break;
      case "stop":
        this.#stop(worker, slot);
        break;
      case "freeze":
      case "suspend":
        worker.process.pause(ms, { suspend: kind === "suspend" });
        break;
    }
  }

  /** There may be nothing to break or to delete at this moment. */
  #attempt(kind: string, act: () => void): void {
    try {
      act();
      this.#count(kind);
    } catch (err) {
      if (!(err instanceof ModelStoreError)) throw err;
    }
  }

  #crash(worker: ModelWorker, at: number, ms: number, parentDies: boolean): void {
    const { now } = this.simulation;
    const leases = [...worker.leases.values()];
    worker.process.kill();
    this.broker.detach(worker);
    this.#workers[at] = undefined;
    this.simulation.schedule(now + restartMs + ms, () => this.#startWorker(at));
    if (parentDies) return;
    const parent = new VirtualProcess(`parent-${at}`, this.simulation, { rate: 1, wallOffsetMs: 0 });
    parent.run(() => {
      const identity = { workerId: parent.name, incarnation: "", host: "model" };
      const locks = modelLockStore(this, parent, identity, { note: async () => undefined, over: () => undefined });
      for (const lease of leases) void giveBack(() => locks.releaseFor(lease));
    });
  }

  #stop(worker: ModelWorker, at: number): void {
    this.broker.detach(worker);
    worker.process.reach(this.simulation.now, () => {
      void worker.stop().then(() => {
        if (!worker.process.alive) return;
        worker.process.kill();
        this.#workers[at] = undefined;
        this.simulation.schedule(this.simulation.now + restartMs, () => this.#startWorker(at));
      });
    });
  }

  #onDone(operation: string): void {
    const [client, kind, blob = "", leaseId = ""] = operation.split(":");
    if (client !== "locks") return;
    if (kind === "acquire") this.observations.acquired(blob, leaseId);
    if (kind === "metadata") this.observations.minted(blob, Number(this.locks.properties(blob).metadata["fence"]));
  }
}

async function giveBack(release: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= releaseTries; attempt += 1) {
    try {
      return await release();
    } catch {
      await delay(500);
    }
  }
}
