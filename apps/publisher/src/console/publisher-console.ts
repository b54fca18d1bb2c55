import type { BrokerConnection } from "@baton/broker";
import { JobClient } from "@baton/client";
import type { JobEvent } from "@baton/contracts";
import { listenToEvents } from "../job-events.ts";
import type { ReadEvents } from "../job-records.ts";
import { MissedEvents } from "../missed-events.ts";
import { validJob } from "../valid-job.ts";
import { type ConsoleState, consoleView, farewell } from "./console-view.ts";
import { JobBoard } from "./job-board.ts";
import { JobSubmitter } from "./job-submitter.ts";
import { type KeyCommand, keyCommand } from "./key-command.ts";
import { ProcessorCount } from "./processor-count.ts";
import { type JobKind, randomJob } from "./random-job.ts";
import { Terminal } from "./terminal.ts";

export type ConsoleOptions = {
  lockKey: string | undefined;
  tenantId: string | undefined;
  supervised: boolean;
  /** Undefined: live events alone tell what becomes of jobs. */
  readEvents: ReadEvents | undefined;
};

const redrawMs = 200;
const answersMs = 2000;
const burst = 10;

/** The interactive publisher: keys submit jobs, live events keep the display up to date. */
export class PublisherConsole {
  readonly #connection: BrokerConnection;
  readonly #options: ConsoleOptions;
  readonly #board = new JobBoard();
  readonly #client: JobClient;
  readonly #submitter: JobSubmitter;
  readonly #processors: ProcessorCount;
  readonly #missed: MissedEvents | undefined;
  readonly #terminal: Terminal;
  readonly #lockKeys: string[];
  readonly #ended = Promise.withResolvers<void>();
  #helpShown = false;
  #drawing: NodeJS.Immediate | undefined;

  constructor(connection: BrokerConnection, options: ConsoleOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#client = new JobClient(connection);
    this.#submitter = new JobSubmitter(this.#client, this.#board, () => this.#drawSoon());
    this.#processors = new ProcessorCount(connection);
    this.#terminal = new Terminal(
      (text, key) => {
        const command = keyCommand(text, key);
        if (command) this.#obey(command);
      },
      () => this.end(),
    );
    this.#missed = options.readEvents
      ? new MissedEvents({
          connection,
          readEvents: options.readEvents,
          openJobs: () => this.#board.openJobs,
          take: (event) => this.#take(event),
        })
      : undefined;
    this.#lockKeys = [...new Set([options.lockKey ?? "default", "default", "customer-a", "customer-b"])];
  }

  /** Runs until `q`, Ctrl-C or `end`. */
  async run(): Promise<void> {
    this.#terminal.open(() => this.#draw());
    const ticking = setInterval(() => this.#draw(), redrawMs);
    this.#draw();
    await listenToEvents(this.#connection, (event) => this.#take(event)).start();
    await this.#missed?.start();
    await this.#client.start();
    this.#processors.start();
    await this.#ended.promise;
    await this.#submitter.stop(answersMs);
    this.#missed?.stop();
    this.#processors.stop();
    clearInterval(ticking);
    this.#draw();
    this.#terminal.close();
    process.stdout.write(farewell(this.#board.states, this.#options.supervised));
  }

  end(): void {
    this.#ended.resolve();
  }

  /** Shows a line that stays above the display. */
  notice(text: string): void {
    this.#terminal.say(text);
    this.#draw();
  }

  #take(event: JobEvent): void {
    if (this.#board.take(event)) this.#drawSoon();
  }

  #obey(command: KeyCommand): void {
    switch (command) {
      case "submit":
        this.#submit("any");
        break;
      case "burst":
        for (let n = 0; n < burst; n++) this.#submit("short");
        break;
      case "data-job":
        this.#submit("data");
        break;
      case "failing-job":
        this.#submit("failing");
        break;
      case "lock-key":
        this.#lockKeys.push(...this.#lockKeys.splice(0, 1));
        break;
      case "help":
        this.#helpShown = !this.#helpShown;
        break;
      case "quit":
        this.end();
        break;
    }
    this.#draw();
  }

  #submit(kind: JobKind): void {
    const { tenantId } = this.#options;
    this.#submitter.submit(
      validJob({ ...randomJob(kind), lockKey: this.#lockKey, ...(tenantId === undefined ? {} : { tenantId }) }),
    );
  }

  get #lockKey(): string {
    return this.#lockKeys[0] ?? "default";
  }

  /** Many events may come at once; they share one drawing. */
  #drawSoon(): void {
    this.#drawing ??= setImmediate(() => this.#draw());
  }

  #draw(): void {
    clearImmediate(this.#drawing);
    this.#drawing = undefined;
    const { columns, rows, paint } = this.#terminal;
    this.#terminal.show(consoleView(this.#state(), { columns, rows, paint, now: new Date() }));
  }

  #state(): ConsoleState {
    return {
      namespace: this.#connection.namespace,
      lockKey: this.#lockKey,
      broker: this.#brokerState(),
      processors: this.#processors.current,
      jobs: this.#board.states,
      helpShown: this.#helpShown,
      supervised: this.#options.supervised,
    };
  }

  #brokerState(): ConsoleState["broker"] {
    const { model, blockedReason, lastError } = this.#connection;
    if (!model) return { kind: "away", reason: lastError ?? "connecting" };
    return blockedReason === undefined ? { kind: "connected" } : { kind: "blocked", reason: blockedReason };
  }
}
