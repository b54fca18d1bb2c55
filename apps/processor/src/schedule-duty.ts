import type { JobClient } from "@baton/client";
import { type Logger, pause } from "@baton/runtime";
import type { ScheduleFires, ScheduleName, StorageClock } from "@baton/store";
import type { LeaderTerm } from "./leader.ts";

export type ScheduleDutyDeps = {
  fires: ScheduleFires;
  client: Pick<JobClient, "submit">;
  clock: StorageClock;
  logger: Logger;
};

/** How old the list of schedules may be; a hint brings the next look forward. */
const staleAfterMs = 10_000;
const atMostEveryMs = 1000;
const firesAtOnce = 16;

/** Fires the schedules in the leader's name: it knows when each is due, and sleeps until the first one is. */
export class ScheduleDuty {
  readonly #deps: ScheduleDutyDeps;
  /** By name; changed as runs are fired, and read anew when it is old. */
  #upcoming = new Map<string, { name: ScheduleName; dueAt: Date }>();
  #readAt = Number.NEGATIVE_INFINITY;
  /** Aborts when somebody has changed a schedule; a new one with each look at the list. */
  #changed = new AbortController();

  constructor(deps: ScheduleDutyDeps) {
    this.#deps = deps;
  }

  /** Somebody has changed a schedule. */
  lookSoon(): void {
    this.#changed.abort();
  }

  /** Fires what comes due, until the term is over. */
  async fireUntilOver(term: LeaderTerm): Promise<void> {
    this.#readAt = Number.NEGATIVE_INFINITY;
    while (!term.stopping.aborted) {
      if (this.#untilLook() <= 0) await this.#look();
      await this.#fireDue(term);
      await pause(this.#idleMs(), AbortSignal.any([term.stopping, ...this.#unheardChange()]));
    }
  }

  async #look(): Promise<void> {
    this.#changed = new AbortController();
    this.#readAt = performance.now();
    const upcoming = await this.#deps.fires.upcoming();
    this.#upcoming = new Map(upcoming.map(({ dueAt, ...name }) => [keyOf(name), { name, dueAt }]));
  }

  async #fireDue(term: LeaderTerm): Promise<void> {
    const now = this.#deps.clock.now();
    const due = [...this.#upcoming.values()].filter(({ dueAt }) => dueAt <= now).map(({ name }) => name);
    const fire = async () => {
      for (let name = due.pop(); name !== undefined && !term.stopping.aborted; name = due.pop()) await this.#fire(name);
    };
    await Promise.all(Array.from({ length: firesAtOnce }, fire));
  }

  async #fire(name: ScheduleName): Promise<void> {
    try {
      this.#note(name, await this.#submitDue(name));
    } catch (err) {
      this.#deps.logger.warn({ err, ...name }, "A schedule could not be fired yet");
      this.#note(name, this.#soon());
    }
  }

  /** @returns when the schedule is due again. */
  async #submitDue(name: ScheduleName): Promise<Date | undefined> {
    const { fires, client, logger } = this.#deps;
    const look = await fires.look(name);
    if (look.kind === "wait") return look.until;
    const { jobId } = look.job;
    const outcome = await client.submit(look.job);
    if (outcome.kind !== "accepted") {
      logger.warn({ ...name, jobId, outcome: outcome.kind }, "The job of a schedule was not accepted; trying again");
      return this.#soon();
    }
    logger.info({ ...name, jobId }, "Schedule fired");
    return fires.settle(name, look.job);
  }

  #note(name: ScheduleName, dueAt: Date | undefined): void {
    if (dueAt) this.#upcoming.set(keyOf(name), { name, dueAt });
    else this.#upcoming.delete(keyOf(name));
  }

  #soon(): Date {
    return new Date(this.#deps.clock.now().getTime() + atMostEveryMs);
  }

  #idleMs(): number {
    const now = this.#deps.clock.now().getTime();
    const untilDue = [...this.#upcoming.values()].map(({ dueAt }) => dueAt.getTime() - now);
    return Math.max(0, Math.min(this.#untilLook(), ...untilDue));
  }

  #untilLook(): number {
    const mayBeOld = this.#changed.signal.aborted ? atMostEveryMs : staleAfterMs;
    return this.#readAt + mayBeOld - performance.now();
  }

  #unheardChange(): AbortSignal[] {
    return this.#changed.signal.aborted ? [] : [this.#changed.signal];
  }
}

function keyOf({ tenantId, scheduleId }: ScheduleName): string {
  return `${tenantId} ${scheduleId}`;
}
