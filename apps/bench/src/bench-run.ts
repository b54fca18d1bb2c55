import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { GrowingFile, type Proof, prove, RunningSystem, readChains, type TimedRun } from "@baton/harness";
import { cloneFolder, type Environment, Lifecycle, type Logger, pause } from "@baton/runtime";
import type { BenchPlan } from "./bench-plan.ts";
import { type Addresses, benchServices } from "./bench-services.ts";
import type { CallMix } from "./call-mix.ts";
import { FloorMeter, type Floors } from "./floors.ts";
import { Load } from "./load.ts";
import { type ChildMemory, MemoryWatch, residentMb } from "./memory-watch.ts";
import { type ReplayCost, replayAlone } from "./replay-process.ts";
import { type Timings, timingsOf } from "./timings.ts";
import { type TotalUsage, usageBetween, usageWhenIdle } from "./worker-usage.ts";

export type BenchReport = {
  plan: BenchPlan;
  namespace: string;
  jobs: number;
  timings: Timings;
  /** Of all workers together, from before the first measured job until they were idle again. */
  usage: Omit<TotalUsage, "countedAt">;
  seconds: number;
  floors: Floors;
  /** The workers' calls again, made alone by a bare process; not when they were idle. */
  replay?: ReplayCost;
  memory: { children: ChildMemory[]; parentsMb: number[] };
  proof: Proof;
};

const stallLimitMs = 60_000;

/** One run of the bench: services, workers, warm-up, load, floors, proof. Everything it starts ends with it. */
export class BenchRun {
  readonly #plan: BenchPlan;
  readonly #say: (line: string) => void;
  readonly #lifecycle: Lifecycle;

  constructor(plan: BenchPlan, say: (line: string) => void, logger: Logger) {
    this.#plan = plan;
    this.#say = say;
    this.#lifecycle = new Lifecycle(logger);
  }

  /** Ends everything; safe to call at any time, and again. */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  async run(env: Environment): Promise<BenchReport> {
    const where = await benchServices(this.#plan, env, this.#lifecycle, this.#say);
    const namespace = `bench${randomBytes(6).toString("hex")}`;
    const floors = new FloorMeter({ ...where, namespace: `${namespace}f` });
    this.#lifecycle.onClose("floors", () => floors.stop({ removeData: this.#plan.useEnv }));
    await floors.start();
    await floors.measure();

    const system = new RunningSystem({
      ...where,
      namespace,
      env: (folder) => ({ JOBS_DIR: join(cloneFolder, "apps/bench/jobs"), RUNS_FILE: join(folder, "runs.log") }),
    });
    this.#lifecycle.onClose("workers", () => system.stop({ removeData: this.#plan.useEnv }));
    await system.start();
    const measured = await this.#measure(system);

    await system.stopWorkers();
    await floors.measure();
    const report = { plan: this.#plan, namespace, ...measured, floors: floors.floors };
    if (measured.jobs === 0) return report;
    return { ...report, replay: await this.#replay(where, `${namespace}r`, measured.usage.calls) };
  }

  async #measure(system: RunningSystem): Promise<Omit<BenchReport, "plan" | "namespace" | "floors">> {
    const { workers: count, concurrency, profile } = this.#plan;
    this.#say(`Starting ${count} workers …`);
    const names = Array.from({ length: count }, (_, at) => `bench-worker-${at + 1}`);
    const workers = await Promise.all(
      names.map((name) => system.startWorker(name, { WORKER_CONCURRENCY: String(concurrency) })),
    );
    const memory = new MemoryWatch(await Promise.all(names.map((name) => system.childPid(name))));
    this.#lifecycle.onClose("memory watch", () => memory.stop());

    const runs = new GrowingFile<TimedRun>(system.env["RUNS_FILE"] ?? "");
    const load = new Load(system, this.#plan, runs);
    await load.warmUp();
    await allRan(runs, () => load.warmUps.length);
    const before = await usageWhenIdle(system, count, new Date());

    this.#say(profile === "idle" ? "Watching idle workers …" : "Submitting …");
    if (profile === "idle") await pause(this.#plan.durationMs);
    else await load.run();
    await allRan(runs, () => load.warmUps.length + load.submissions.length);
    this.#say("Waiting until the workers are idle …");
    const after = await usageWhenIdle(system, count, new Date());
    memory.stop();
    const all = runs.read();
    const proof = await this.#prove(system, load, runs);
    return {
      jobs: load.submissions.length,
      timings: timingsOf(load.submissions, all),
      usage: usageBetween(before, after),
      seconds: (Date.parse(after.countedAt) - Date.parse(before.countedAt)) / 1000,
      memory: { children: memory.children(all), parentsMb: workers.map(({ pid }) => residentMb(pid) ?? Number.NaN) },
      proof,
    };
  }

  async #replay(where: Addresses, namespace: string, calls: CallMix): Promise<ReplayCost> {
    this.#say("Making the same calls alone …");
    const { profile, workers, concurrency } = this.#plan;
    const cleanUp = new RunningSystem({ ...where, namespace, env: () => ({}) });
    this.#lifecycle.onClose("replay", () => cleanUp.stop({ removeData: this.#plan.useEnv }));
    await cleanUp.start();
    return replayAlone({ ...where, namespace, lanes: profile === "one-key" ? 2 : workers * concurrency }, calls);
  }

  async #prove(system: RunningSystem, load: Load, runs: GrowingFile<TimedRun>): Promise<Proof> {
    this.#say("Verifying …");
    const jobIds = [...load.warmUps, ...load.submissions].map(({ jobId }) => jobId);
    const [verified, chains] = [await system.verification(), await readChains(system.storage)];
    return prove({ verified, chains, jobIds, runs: runs.read() });
  }
}

/** Waits until so many runs have been noted, or nothing has moved for long: then the proof tells what is missing. */
async function allRan(runs: GrowingFile<TimedRun>, count: () => number): Promise<void> {
  let seen = -1;
  let movedAt = performance.now();
  while (seen < count() && performance.now() - movedAt < stallLimitMs) {
    const { length } = runs.read();
    if (length > seen) movedAt = performance.now();
    seen = length;
    await pause(100);
  }
}
