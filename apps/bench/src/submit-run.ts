import { randomBytes } from "node:crypto";
import { brokerNames, countQueue } from "@baton/broker";
import { validateJob } from "@baton/client";
import type { Job } from "@baton/contracts";
import { RunningSystem } from "@baton/harness";
import { type Environment, Lifecycle, type Logger } from "@baton/runtime";
import { BareChannel } from "./bare-channel.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { benchServices } from "./bench-services.ts";
import { median } from "./percentiles.ts";

/** Jobs a second, and what bare publishes of the same bytes over the same connection take. Medians of the rounds. */
export type SubmitRate = { jobs: number; jobsPerSecond: number; floorPerSecond: number };

export type SubmitReport = {
  plan: BenchPlan;
  namespace: string;
  /** `submitMany`. */
  bulk: SubmitRate;
  /** `submit`, each awaited before the next. */
  oneByOne: SubmitRate;
  /** Jobs that were not accepted, or are not on the queue. */
  faults: string[];
};

type Round = { bulk: number; bulkFloor: number; oneByOne: number; oneByOneFloor: number };

const rounds = 6;
/** One by one takes ten times as long. */
const oneByOneShare = 10;

/** Measures submission alone: a broker, a client, no workers. The floors are measured in turn with it. */
export class SubmitRun {
  readonly #plan: BenchPlan;
  readonly #say: (line: string) => void;
  readonly #lifecycle: Lifecycle;
  readonly #faults: string[] = [];

  constructor(plan: BenchPlan, say: (line: string) => void, logger: Logger) {
    this.#plan = plan;
    this.#say = say;
    this.#lifecycle = new Lifecycle(logger);
  }

  /** Ends everything; safe to call at any time, and again. */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  async run(env: Environment): Promise<SubmitReport> {
    const where = await benchServices(this.#plan, env, this.#lifecycle, this.#say);
    const namespace = `bench${randomBytes(6).toString("hex")}`;
    const system = new RunningSystem({ ...where, namespace, env: () => ({}) });
    this.#lifecycle.onClose("system", () => system.stop({ removeData: this.#plan.useEnv }));
    await system.start();
    const bare = await BareChannel.open(system.connection);

    const { jobs } = this.#plan;
    const few = Math.max(1, Math.floor(jobs / oneByOneShare));
    this.#say("Warming up …");
    await this.#round(system, bare, few, Math.min(few, 100), 0);
    this.#say(`Submitting ${jobs} jobs at once and ${few} one by one, ${rounds} times …`);
    const measured: Round[] = [];
    for (let at = 0; at < rounds; at += 1) measured.push(await this.#round(system, bare, jobs, few, at));
    return {
      plan: this.#plan,
      namespace,
      bulk: rateOf(jobs, measured, "bulk", "bulkFloor"),
      oneByOne: rateOf(few, measured, "oneByOne", "oneByOneFloor"),
      faults: this.#faults,
    };
  }

  /** What comes first leaves the broker with something to write out: own work and floor take turns in that. */
  async #round(system: RunningSystem, bare: BareChannel, many: number, few: number, at: number): Promise<Round> {
    const rate = (count: number, work: (jobs: Job[]) => Promise<void>) => this.#rate(system, bare, count, work);
    const measures: [keyof Round, () => Promise<number>][] = [
      ["bulkFloor", () => rate(many, (jobs) => bare.publishAll(jobs))],
      ["bulk", () => rate(many, (jobs) => this.#submitMany(system, jobs))],
      ["oneByOneFloor", () => rate(few, (jobs) => bare.publishEach(jobs))],
      ["oneByOne", () => rate(few, (jobs) => this.#submitEach(system, jobs))],
    ];
    const round: Round = { bulk: 0, bulkFloor: 0, oneByOne: 0, oneByOneFloor: 0 };
    for (const [name, measure] of at % 2 === 0 ? measures : measures.toReversed()) round[name] = await measure();
    return round;
  }

  async #rate(
    system: RunningSystem,
    bare: BareChannel,
    count: number,
    work: (jobs: Job[]) => Promise<void>,
  ): Promise<number> {
    const jobs = Array.from({ length: count }, () => this.#job());
    bare.prepare(jobs);
    const startedAt = performance.now();
    await work(jobs);
    const seconds = (performance.now() - startedAt) / 1000;
    const { messages } = await countQueue(system.connection, brokerNames(system.namespace).jobs);
    if (messages !== count) this.#faults.push(`${messages} messages are on the queue, ${count} were sent`);
    await bare.purge();
    return count / seconds;
  }

  async #submitMany({ client }: RunningSystem, jobs: Job[]): Promise<void> {
    for await (const { kind, jobId } of client.submitMany(jobs)) this.#check(kind, jobId);
  }

  async #submitEach({ client }: RunningSystem, jobs: Job[]): Promise<void> {
    for (const job of jobs) {
      const { kind, jobId } = await client.submit(job);
      this.#check(kind, jobId);
    }
  }

  #check(kind: string, jobId: string): void {
    if (kind !== "accepted") this.#faults.push(`job ${jobId} was answered ${kind}`);
  }

  #job(): Job {
    const validation = validateJob({ type: "bench", payload: { filler: "x".repeat(this.#plan.payload) } });
    if (validation.kind === "invalid") throw new Error(JSON.stringify(validation.issues));
    return validation.job;
  }
}

function rateOf(jobs: number, measured: Round[], own: keyof Round, floor: keyof Round): SubmitRate {
  return {
    jobs,
    jobsPerSecond: median(measured.map((round) => round[own])),
    floorPerSecond: median(measured.map((round) => round[floor])),
  };
}
