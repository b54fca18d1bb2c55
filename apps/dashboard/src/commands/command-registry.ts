export type UserCommand = {
  /** Unique among what is on the page. */
  id: string;
  /** What it does, in the words of a button: "Cancel this job". */
  label: string;
  /** The heading under which it stands. */
  group: string;
  /** Further words under which it is found. */
  keywords?: readonly string[];
  /** Keys that do the same, for show: `["g", "j"]`. */
  keys?: readonly string[];
  run: () => void;
};

/** What the command palette offers: every part of the page adds its commands while it is there. */
export class CommandRegistry {
  readonly #sources = new Map<symbol, readonly UserCommand[]>();
  readonly #listeners = new Set<() => void>();
  #all: readonly UserCommand[] = [];

  /** @returns takes them away again. */
  add(commands: readonly UserCommand[]): () => void {
    const source = Symbol("source");
    this.#sources.set(source, commands);
    this.#tell();
    return () => {
      this.#sources.delete(source);
      this.#tell();
    };
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The newest source first: what the page itself offers is nearer than what all pages do. */
  readonly all = (): readonly UserCommand[] => this.#all;

  #tell(): void {
    this.#all = [...this.#sources.values()].toReversed().flat();
    for (const listener of this.#listeners) listener();
  }
}
