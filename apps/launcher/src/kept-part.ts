import type { Exit, OwnedProcess } from "@baton/embedded";
import { pause } from "@baton/runtime";

export type KeptPartOptions = {
  name: string;
  /** Starts the process; resolves when it is ready. */
  start: () => Promise<OwnedProcess>;
  say: (line: string) => void;
  /** Aborted when its end is wanted. */
  stopping: AbortSignal;
};

const shortestPauseMs = 500;
const longestPauseMs = 30_000;
/** Who ran this long is not in a crash loop. */
const steadyMs = 60_000;

/** A process that is started again when it ends by itself. States: starting → running → (ended → starting)* → stopped. */
export class KeptPart {
  readonly #options: KeptPartOptions;
  #pauseMs = shortestPauseMs;

  constructor(options: KeptPartOptions) {
    this.#options = options;
  }

  /** @throws what the first start throws; later ones are tried again. */
  async start(): Promise<void> {
    const process = await this.#options.start();
    void this.#keep(process);
  }

  async #keep(first: OwnedProcess): Promise<void> {
    const { name, say, stopping } = this.#options;
    for (let process: OwnedProcess | undefined = first; process; process = await this.#again()) {
      const startedAt = Date.now();
      const exit = await process.exited;
      if (stopping.aborted) return;
      if (Date.now() - startedAt > steadyMs) this.#pauseMs = shortestPauseMs;
      say(`${name} ended (${describe(exit)}); starting it again`);
    }
  }

  async #again(): Promise<OwnedProcess | undefined> {
    const { name, say, start, stopping } = this.#options;
    while (!stopping.aborted) {
      await pause(this.#pauseMs, stopping);
      this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
      if (stopping.aborted) return undefined;
      try {
        const process = await start();
        say(`${name} runs again`);
        return process;
      } catch (err) {
        if (!stopping.aborted) say(`${name} could not be started again yet: ${(err as Error).message}`);
      }
    }
    return undefined;
  }
}

function describe({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
