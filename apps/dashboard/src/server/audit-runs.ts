import type { AuditRun, AuditScope } from "@baton/contracts";
import type { KeptRun } from "@baton/store";
import { Verification, type VerificationDeps } from "./verification.ts";

/** Who has not told anything for so long has ended without a word. */
const silentMs = 30_000;

/**
 * Verifications in this process, one at a time and beside everything else that it does: a turn of the event loop never
 * takes longer than some hundred events do. States: idle ⇄ running.
 */
export class AuditRuns {
  readonly #deps: VerificationDeps;
  #current: Verification | undefined;

  constructor(deps: VerificationDeps) {
    this.#deps = deps;
  }

  get running(): AuditRun | undefined {
    return this.#current?.run;
  }

  /** @returns undefined when one is running. @throws when its row cannot be written. */
  async start(scope: AuditScope): Promise<AuditRun | undefined> {
    if (this.#current) return undefined;
    const current = new Verification(scope, this.#deps);
    this.#current = current;
    try {
      await this.#deps.results.keepRun(current.run);
    } catch (err) {
      this.#current = undefined;
      throw err;
    }
    void current.finish().finally(() => {
      this.#current = undefined;
    });
    return current.run;
  }

  async find(runId: string): Promise<AuditRun | undefined> {
    if (this.running?.runId === runId) return this.running;
    const kept = await this.#deps.results.run(runId);
    return kept && this.#asItStands(kept);
  }

  /** Newest first. */
  async newest(limit: number): Promise<AuditRun[]> {
    const runs = (await this.#deps.results.runs(limit)).map((kept) => this.#asItStands(kept));
    return runs.map((run) => (this.running?.runId === run.runId ? this.running : run));
  }

  /** Ends a run of this process. What it has found by then is kept. */
  async stop(because: string, runId = this.running?.runId): Promise<void> {
    if (this.#current?.run.runId === runId) await this.#current?.stop(because);
  }

  /** A run whose process is gone will never end by itself. */
  #asItStands({ run, toldAt }: KeptRun): AuditRun {
    const isSilent = Date.now() - new Date(toldAt).getTime() > silentMs;
    if (run.state !== "running" || !isSilent) return run;
    return { ...run, state: "stopped", endedAt: toldAt, error: "The dashboard that ran it has ended." };
  }
}
