import {
  breaksIn,
  type Chains,
  type Excuse,
  endsOf,
  eventually,
  type Proof,
  prove,
  readChains,
  stepsRunAgain,
  type Waking,
} from "@baton/harness";
import { Lifecycle, type Logger } from "@baton/runtime";
import { DrillGround } from "./drill-ground.ts";
import type { Aftermath, Fault } from "./fault.ts";
import { monotonicMs } from "./monotonic.ts";
import type { DrillPlan } from "./options.ts";

export type FaultReport = Omit<Aftermath, "excuses" | "wakings"> & { name: string; promisedMs?: number };
export type DrillReport = { faults: FaultReport[]; proof: Proof };

const lastJobsMs = 120_000;

/** One drill: the ground, its faults one after another, the proof. Everything it starts ends with it. */
export class DrillRun {
  readonly #plan: DrillPlan;
  readonly #say: (line: string) => void;
  readonly #lifecycle: Lifecycle;
  readonly #excuses: Excuse[] = [];
  readonly #wakings: Waking[] = [];

  constructor(plan: DrillPlan, say: (line: string) => void, logger: Logger) {
    this.#plan = plan;
    this.#say = say;
    this.#lifecycle = new Lifecycle(logger);
  }

  /** Ends everything; safe to call at any time, and again. */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  async run(): Promise<DrillReport> {
    const { workers, keys, faults } = this.#plan;
    this.#say(`Starting a private broker and storage, ${workers} workers, and jobs on ${keys} keys …`);
    const ground = await DrillGround.start(this.#plan, this.#lifecycle);
    const reports: FaultReport[] = [];
    for (const fault of faults) {
      await ground.moved(ground.stream.keys, monotonicMs());
      this.#say(`${fault.name}: ${fault.about} …`);
      reports.push(await this.#strike(ground, fault));
    }
    this.#say("Letting the last jobs end …");
    await ground.stream.stop();
    return { faults: reports, proof: await this.#prove(ground, reports) };
  }

  async #strike(ground: DrillGround, fault: Fault): Promise<FaultReport> {
    const { excuses = [], wakings = [], ...aftermath } = await fault.strike(ground).catch(failed);
    this.#excuses.push(...excuses);
    this.#wakings.push(...wakings);
    const broken = breaksIn(await ground.system.verification());
    const promisedMs = fault.promisedMs?.(ground.leaseMs);
    return {
      name: fault.name,
      ...(promisedMs === undefined ? {} : { promisedMs }),
      ...aftermath,
      wrong: [...(aftermath.wrong ?? []), ...broken],
    };
  }

  async #prove(ground: DrillGround, reports: readonly FaultReport[]): Promise<Proof> {
    const { jobIds } = ground.stream;
    const chains = await chainsWhenEnded(ground, jobIds);
    const verified = await ground.system.verification();
    const proof = prove({ verified, chains, jobIds, runs: ground.notes.runs(this.#wakings), excuses: this.#excuses });
    const wrong = reports.flatMap((report) => report.wrong ?? []);
    // What was wrong right after a fault is found again at the end.
    const faults = new Set([...wrong, ...proof.faults, ...stepsRunAgain(chains, ground.notes.all)]);
    return { ...proof, faults: [...faults] };
  }
}

/** A fault from which the system does not recover is a finding, and the drill goes on with the next one. */
function failed(err: Error): Aftermath {
  return { did: "struck, and waited in vain", wrong: [err.message] };
}

/** Waits until every job has its end; what has none after a while is a fault that the proof names. */
async function chainsWhenEnded({ system }: DrillGround, jobIds: readonly string[]): Promise<Chains> {
  const look = async () => {
    const chains = await readChains(system.storage);
    const ends = endsOf(chains);
    return jobIds.every((jobId) => ends.has(jobId)) && chains;
  };
  const options = { withinMs: lastJobsMs, everyMs: 1000 };
  return eventually("every job to end", look, options).catch(() => readChains(system.storage));
}
