import { monotonicNow } from "@baton/lease";
import { pause } from "@baton/runtime";
import { type AppProcess, eventually, type OwnService, type TestSystem, type ThreadNotes } from "@baton/testing";

/** A working child that was killed while jobs ran in it. */
export type Kill = { workerId: string; pid: number; parentToo: boolean; atMs: number };

const killEveryMs = 10_000;
/** A thread that wrote a step down so recently is at work: its steps are shorter than that. */
const atWorkMs = 1000;
const patience = { withinMs: 120_000 };

/** Kills workers that have jobs under way, and restarts the broker. */
export class Saboteur {
  readonly kills: Kill[] = [];
  restarts = 0;
  readonly #system: TestSystem;
  readonly #broker: OwnService;
  readonly #notes: ThreadNotes;
  readonly #workers = new Map<string, AppProcess>();

  constructor(system: TestSystem, broker: OwnService, notes: ThreadNotes) {
    this.#system = system;
    this.#broker = broker;
    this.#notes = notes;
  }

  async startWorker(workerId: string): Promise<void> {
    this.#workers.set(workerId, await this.#system.startWorker(workerId));
  }

  /** One kill, 10 s after the last one or as soon after that as there is somebody at work. */
  async kill({ parentToo }: { parentToo: boolean }): Promise<void> {
    const last = this.kills.at(-1)?.atMs ?? monotonicNow();
    await pause(Math.max(0, last + killEveryMs - monotonicNow()));
    const { workerId, pid } = await eventually("a worker with a job under way", () => this.#victim(), patience);
    const worker = this.#workers.get(workerId);
    // Stopped first, so that neither sees the other die.
    if (parentToo) worker?.signal("SIGSTOP");
    process.kill(pid, "SIGKILL");
    this.kills.push({ workerId, pid, parentToo, atMs: monotonicNow() });
    if (!parentToo) return;
    await worker?.end("SIGKILL");
    await this.startWorker(workerId);
  }

  /** It is away for as long as it takes to start. */
  async restartBroker(): Promise<void> {
    await this.#broker.stop();
    await this.#broker.start();
    this.restarts += 1;
  }

  /** The worker whose child has most jobs under way, each with a step on its way to the record. */
  async #victim(): Promise<{ workerId: string; pid: number } | undefined> {
    const workers = (await this.#system.registry.live()).filter(({ workerId }) => this.#workers.has(workerId));
    const busy = workers.map(({ workerId, pid }) => ({ workerId, pid, jobs: this.#jobsUnderWay(pid) }));
    return busy.filter(({ jobs }) => jobs > 0).toSorted((one, other) => other.jobs - one.jobs)[0];
  }

  #jobsUnderWay(pid: number): number {
    const since = monotonicNow() - atWorkMs;
    const newest = [...this.#notes.newest().values()];
    return newest.filter((note) => note.pid === pid && note.event === "step" && note.atMs > since).length;
  }
}
