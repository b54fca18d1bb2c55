import type { JobEvent, JobRequest } from "@baton/contracts";
import type { JobSystem } from "../job-system.ts";
import { MissedEvents } from "../missed-events.ts";
import { validJob } from "../valid-job.ts";
import { type ConsoleState, consoleView, farewell } from "./console-view.ts";
import { JobBoard } from "./job-board.ts";
import { JobSubmitter } from "./job-submitter.ts";
import { type KeyCommand, keyCommand } from "./key-command.ts";
import { NewJobForm } from "./new-job/new-job-form.ts";
import { type JobKind, randomJob } from "./random-job.ts";
import { Terminal } from "./terminal.ts";

export type ConsoleOptions = {
  lockKey: string | undefined;
  tenantId: string | undefined;
  supervised: boolean;
};

const redrawMs = 200;
const answersMs = 2000;
const burst = 10;

/** The interactive publisher: keys submit jobs, live events keep the display up to date. */
export class PublisherConsole {
  readonly #system: JobSystem;
  readonly #options: ConsoleOptions;
  readonly #board = new JobBoard();
  readonly #submitter: JobSubmitter;
  readonly #missed: MissedEvents | undefined;
  readonly #terminal: Terminal;
  readonly #newJob: NewJobForm;
  readonly #lockKeys: string[];
  readonly #ended = Promise.withResolvers<void>();
  #helpShown = false;
  #drawing: NodeJS.Immediate | undefined;

  /** @param system started. */
  constructor(system: JobSystem, options: ConsoleOptions) {
    this.#system = system;
    this.#options = options;
    this.#submitter = new JobSubmitter(system, this.#board, () => this.#drawSoon());
    this.#terminal = new Terminal(
      (text, key) => {
        const command = keyCommand(text, key);
        if (command) this.#obey(command);
      },
      () => this.end(),
    );
    this.#newJob = new NewJobForm(this.#terminal, system.readTypes, (request) => this.#submitRequest(request));
    this.#missed = system.readEvents
      ? new MissedEvents({
          system,
          readEvents: system.readEvents,
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
    if (this.#system.tellsEvents) await this.#system.listen((event) => this.#take(event));
    await this.#missed?.start();
    this.#system.watchProcessors();
    await this.#ended.promise;
    await this.#newJob.stop();
    await this.#submitter.stop(answersMs);
    this.#missed?.stop();
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
      case "new-job":
        this.#newJob.open({ lockKey: this.#lockKey });
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
    this.#submitRequest({ ...randomJob(kind), lockKey: this.#lockKey });
  }

  #submitRequest(request: JobRequest): void {
    const { tenantId } = this.#options;
    this.#submitter.submit(validJob({ ...request, ...(tenantId === undefined ? {} : { tenantId }) }));
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
      systemName: this.#system.name,
      where: this.#system.where,
      lockKey: this.#lockKey,
      reach: this.#system.reach,
      processors: this.#system.processors,
      jobs: this.#board.states,
      helpShown: this.#helpShown,
      supervised: this.#options.supervised,
    };
  }
}
