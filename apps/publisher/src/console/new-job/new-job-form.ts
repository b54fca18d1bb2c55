import type { JobRequest, JobType } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { JobSystem } from "../../job-system.ts";
import { plainText } from "../../plain-text.ts";
import { UsageError } from "../../usage-error.ts";
import type { Terminal } from "../terminal.ts";
import { askForJob, type JobDefaults } from "./ask-for-job.ts";
import { PromptCancelledError, Prompts } from "./prompts.ts";

const typesMs = 5000;

/** Asks for a job on a screen of its own. States: closed ⇄ open → stopped. */
export class NewJobForm {
  readonly #terminal: Terminal;
  readonly #readTypes: JobSystem["readTypes"];
  readonly #submit: (request: JobRequest) => void;
  readonly #stopping = new AbortController();
  #asking: Promise<void> | undefined;

  /** @param submit called with a job that is to be submitted. */
  constructor(terminal: Terminal, readTypes: JobSystem["readTypes"], submit: (request: JobRequest) => void) {
    this.#terminal = terminal;
    this.#readTypes = readTypes;
    this.#submit = submit;
  }

  open(defaults: JobDefaults): void {
    this.#asking ??= this.#ask(defaults).finally(() => {
      this.#asking = undefined;
    });
  }

  /** Nothing is submitted any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#asking;
  }

  async #ask(defaults: JobDefaults): Promise<void> {
    try {
      const request = await this.#terminal.lend(() => this.#fillIn(defaults));
      if (request) this.#submit(request);
    } catch (err) {
      if (err instanceof UsageError) this.#terminal.say(err.message);
      else if (!(err instanceof PromptCancelledError)) throw err;
    }
  }

  async #fillIn(defaults: JobDefaults): Promise<JobRequest | undefined> {
    const prompts = new Prompts(this.#stopping.signal);
    prompts.title("A new job (Esc cancels)");
    return askForJob(prompts, await this.#types(prompts), defaults);
  }

  async #types(prompts: Prompts): Promise<JobType[]> {
    try {
      const types = await this.#typesInTime();
      if (types.length === 0) prompts.say("No worker is running that tells its types; a job waits for one.");
      return types;
    } catch (err) {
      prompts.say(`What workers can run is not known: ${plainText((err as Error).message.split("\n", 1)[0] ?? "")}`);
      return [];
    }
  }

  async #typesInTime(): Promise<JobType[]> {
    if (!this.#readTypes) throw new Error("no storage is set");
    const late = pause(typesMs, this.#stopping.signal).then(() => {
      throw new Error("there is no answer");
    });
    return Promise.race([this.#readTypes(), late]);
  }
}
