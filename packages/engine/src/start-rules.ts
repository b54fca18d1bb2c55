import type { Logger } from "@baton/runtime";
import { isOutage, type KeyState, type WaitingRow } from "@baton/store";
import type { Admission, Ticket } from "./admission.ts";
import type { HeldBack, LineStop } from "./waiting-line.ts";

export type StartRulesOptions = {
  admission: Admission;
  /** By the key's ledger. */
  state: () => KeyState | undefined;
  /** A pause is on its way to the ledger. */
  isPausing: () => boolean;
  /** What was chosen to run next is still that. */
  stands: () => boolean;
  logger: Logger;
};

/** What may start in a key now: by the word of operators, by jobs that failed, and by the limits of types. */
export class StartRules {
  readonly #options: StartRulesOptions;

  constructor(options: StartRulesOptions) {
    this.#options = options;
  }

  /** What holds the line back, by the ledger's word or one that is on its way there. */
  get stop(): LineStop | undefined {
    const state = this.#options.state();
    if (state?.paused || this.#options.isPausing()) return { kind: "paused" };
    if (state?.parked) return { kind: "parked" };
    return state?.heldFor && { kind: "held", jobId: state.heldFor.jobId, until: new Date(state.heldFor.until) };
  }

  /** By the limits of its type. What comes behind it waits, too, where a failed job at the head would hold it. */
  async heldBack(row: WaitingRow): Promise<HeldBack | undefined> {
    const { admission, state } = this.#options;
    const wait = await admission.waitsFor(row, state());
    return wait && { ...wait, holdsLine: (state()?.policy ?? admission.onHeadFailure(row.type)) !== "yield" };
  }

  /** @returns at once for a type without limits; undefined when the job may not start, and another must be chosen. */
  admit(row: WaitingRow): Ticket | undefined | Promise<Ticket | undefined> {
    if (!this.#mayStart(row)) return undefined;
    const asked = this.#options.admission.enter(row, this.#options.state());
    return asked instanceof Promise ? this.#stillAdmitted(asked, row) : asked;
  }

  async #stillAdmitted(asked: Promise<Ticket | undefined>, row: WaitingRow): Promise<Ticket | undefined> {
    try {
      const ticket = await asked;
      if (this.#mayStart(row)) return ticket;
      ticket?.giveBack();
    } catch (err) {
      if (!isOutage(err)) throw err;
      this.#options.logger.debug({ err }, "Whether the next job may start could not be asked; it is chosen again");
    }
    return undefined;
  }

  /** A command may have come for it since it was chosen. */
  #mayStart({ jobId }: WaitingRow): boolean {
    const { stop } = this;
    return this.#options.stands() && (stop === undefined || (stop.kind === "held" && stop.jobId === jobId));
  }
}
