import { type Logger, pause } from "@baton/runtime";
import {
  type CommandRow,
  type EntryBuilder,
  type Inbox,
  type InboxRow,
  isOutage,
  type JobRow,
  type LedgerEvent,
  laterRowKey,
  type PayloadFiles,
  readJobRow,
  readObeyedCommand,
  type Storage,
  type StorageClock,
  type WaitingRow,
  waitingRowOf,
} from "@baton/store";
import type { Obedience, Subject } from "./command-entries.ts";
import { obeyJobCommand, obeyKeyCommand, placeOf, refusedWhileRunning, replayRow } from "./obey-command.ts";
import type { WaitingLine } from "./waiting-line.ts";

export type CommandDeskOptions = {
  keyId: string;
  workerId: string;
  storage: Pick<Storage, "ledger"> & { clock: Pick<StorageClock, "now"> };
  inbox: Inbox;
  files: PayloadFiles;
  line: WaitingLine;
  append: (build: EntryBuilder) => Promise<LedgerEvent[]>;
  /** The job that runs now, or is about to. */
  running: () => string | undefined;
  /** Ends the running job; what became of the command is recorded with its end. */
  cancelRunning: (order: CommandRow) => void;
  /** A new job waits in the inbox. */
  onReplayed: (row: InboxRow) => void;
  /** What was chosen to run next may not be it any more. */
  onChanged: () => void;
  /** Aborts when the hold is lost. */
  lost: AbortSignal;
  logger: Logger;
};

const retryMs = 250;

/**
 * Obeys the commands that wait in a key's inbox, one after another: on the record first, with a row that keeps each from
 * being obeyed twice; then what it asks for in the inbox; its own row last. A second look only finishes the effects.
 */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  /** Those that are waiting here, under way or done; by id. */
  readonly #taken = new Set<string>();
  #working: Promise<void> = Promise.resolve();
  #waiting = 0;
  #pausing = 0;
  #isClosed = false;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Takes what a look at the inbox has seen; each once. */
  take(orders: CommandRow[]): void {
    if (this.#isClosed) return;
    for (const order of orders.filter(({ commandId }) => !this.#taken.has(commandId))) {
      this.#taken.add(order.commandId);
      this.#waiting += 1;
      this.#working = this.#working.then(() => this.#obeyAndCount(order));
    }
  }

  /** Resolves when all that was taken has been obeyed, or could not be. */
  async idle(): Promise<void> {
    while (this.#waiting > 0) await this.#working;
  }

  /** The record is closed: commands that come now are for the next holder. */
  close(): void {
    this.#isClosed = true;
  }

  /** A pause is under way: nothing may start that the record would place behind it. */
  get isPausing(): boolean {
    return this.#pausing > 0;
  }

  /**
   * A job that was to be cancelled has stopped running.
   * @param isAnswered its end answers the commands; otherwise they are looked at again.
   */
  cancelEnded(orders: CommandRow[], isAnswered: boolean): void {
    for (const order of orders) this.#taken.delete(order.commandId);
    // What is on the record already only has to take effect; the rest is met by the next look.
    if (isAnswered) this.take(orders);
    if (orders.length > 0) this.#options.onChanged();
  }

  async #obeyAndCount(order: CommandRow): Promise<void> {
    const { lost, logger } = this.#options;
    if (order.command.kind === "pause") this.#pausing += 1;
    try {
      await this.#obey(order);
    } catch (err) {
      if (!lost.aborted)
        logger.error({ err, commandId: order.commandId }, "A command was not obeyed; it is looked at again");
    } finally {
      this.#waiting -= 1;
      if (order.command.kind === "pause") this.#pausing -= 1;
    }
  }

  async #obey(order: CommandRow): Promise<void> {
    const { keyId, storage, line, logger } = this.#options;
    const jobId = "jobId" in order.command ? order.command.jobId : undefined;
    if (jobId !== undefined) line.setAside(jobId);
    this.#options.onChanged();
    try {
      const known = await this.#whileHeld(() => readObeyedCommand(storage.ledger, keyId, order.commandId));
      if (!known && order.command.kind === "cancel" && jobId === this.#options.running())
        return this.#options.cancelRunning(order);
      if (!known) await this.#record(order);
      await this.#whileHeld(() => this.#takeEffect(order));
      await this.#whileHeld(() => this.#options.inbox.removeCommand(order));
      logger.info({ commandId: order.commandId, kind: order.command.kind, by: order.by.name, jobId }, "Command obeyed");
    } finally {
      if (jobId !== undefined) line.bringBack(jobId);
      this.#options.onChanged();
    }
  }

  async #record(order: CommandRow): Promise<void> {
    const { command } = order;
    const obedience = "jobId" in command ? await this.#aboutJob(order, command) : obeyKeyCommand(order, command);
    await this.#options.append(obedience.build);
  }

  async #aboutJob(order: CommandRow, command: Extract<CommandRow["command"], { jobId: string }>): Promise<Obedience> {
    const { running, files, storage } = this.#options;
    if (command.jobId === running()) return refusedWhileRunning(order);
    const subject = await this.#whileHeld(() => this.#subject(command.jobId));
    return this.#whileHeld(() => obeyJobCommand(order, command, subject, { files, now: () => storage.clock.now() }));
  }

  async #subject(jobId: string): Promise<Subject> {
    const { keyId, storage } = this.#options;
    const [known, [row]] = await Promise.all([readJobRow(storage.ledger, keyId, jobId), this.#rowsOf(jobId)]);
    return { known, row };
  }

  async #rowsOf(jobId: string, known?: JobRow): Promise<WaitingRow[]> {
    const { keyId, line, inbox } = this.#options;
    const seen = line.seen.filter((row) => row.jobId === jobId);
    const likely = known?.nextAt === undefined ? [] : [laterRowKey(new Date(known.nextAt), jobId)];
    return inbox.rowsOf(keyId, jobId, [...seen.map(({ rowKey }) => rowKey), ...likely]);
  }

  /** What the record asks for in the inbox; may be done again. */
  async #takeEffect(order: CommandRow): Promise<void> {
    const { keyId, workerId, storage, inbox, files } = this.#options;
    const { command } = order;
    if (!("jobId" in command) || command.kind === "discard") return;
    const known = await readJobRow(storage.ledger, keyId, command.jobId);
    if (!known) return;
    if (command.kind === "replay") {
      if (known.replayedBy !== command.newJobId) return;
      const replay = await replayRow(order, command, known, files, storage.clock.now());
      const row = { ...replay, receivedBy: workerId };
      await inbox.putIfMissing(row);
      this.#options.onReplayed(row);
      return;
    }
    const rows = await this.#rowsOf(command.jobId, known);
    if (known.endedAt !== undefined) return inbox.remove(rows).then(() => undefined);
    const place = placeOf(rows[0] ?? waitingRowOf(keyId, known), known, storage.clock.now());
    const others = rows.filter(({ rowKey }) => rowKey !== place.rowKey);
    await inbox.putIfMissing(place);
    await inbox.remove(others);
  }

  async #whileHeld<T>(request: () => Promise<T>): Promise<T> {
    const { lost, logger } = this.#options;
    for (;;) {
      lost.throwIfAborted();
      try {
        return await request();
      } catch (err) {
        if (!isOutage(err)) throw err;
        logger.debug({ err }, "A command waits for storage");
        await pause(retryMs, lost);
      }
    }
  }
}
