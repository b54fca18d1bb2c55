import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { isAlive, processIdentitySchema } from "./process-identity.ts";

/** `run.json` in the data folder: who runs this clone's system, and where its parts answer. */
const runFileSchema = z.object({
  /** The supervisor. */
  owner: processIdentitySchema,
  /** Stops what the supervisor left behind if that dies without a word. */
  caretaker: processIdentitySchema.optional(),
  startedAt: z.string(),
  namespace: z.string(),
  dashboardUrl: z.string().optional(),
  amqpUrl: z.string().optional(),
  storageConnectionString: z.string().optional(),
  logFile: z.string().optional(),
});
export type RunFile = z.infer<typeof runFileSchema>;

/** @returns undefined when there is none, or none that can be read. */
export function readRunFile(dataFolder: string): RunFile | undefined {
  return parseRunFile(runFilePath(dataFolder));
}

/** The run file, if the system that wrote it is running. */
export function runningSystem(dataFolder: string): RunFile | undefined {
  const file = readRunFile(dataFolder);
  return file && isAlive(file.owner) ? file : undefined;
}

/**
 * The run file as a lock: at most one living process holds it. A dead owner's file is taken over.
 * States: held → released.
 */
export class RunLock {
  readonly #path: string;
  #content: RunFile;

  private constructor(file: string, content: RunFile) {
    this.#path = file;
    this.#content = content;
  }

  static acquire(dataFolder: string, content: RunFile): RunLock | { heldBy: RunFile } {
    mkdirSync(dataFolder, { recursive: true });
    const file = runFilePath(dataFolder);
    for (;;) {
      if (createWhole(file, content)) return new RunLock(file, content);
      const other = parseRunFile(file);
      if (other && isAlive(other.owner)) return { heldBy: other };
      removeDead(file);
    }
  }

  /** Adds what became known since: addresses, the caretaker. */
  update(news: Partial<RunFile>): void {
    this.#content = { ...this.#content, ...news };
    writeAside(this.#path, this.#content, (aside) => renameSync(aside, this.#path));
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

function runFilePath(dataFolder: string): string {
  return path.join(dataFolder, "run.json");
}

function parseRunFile(file: string): RunFile | undefined {
  try {
    return runFileSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

// A link appears whole or not at all, so no reader sees half a file and only one of two starters gets it.
function createWhole(file: string, content: RunFile): boolean {
  return writeAside(file, content, (aside) => {
    try {
      linkSync(aside, file);
      return true;
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw err;
    } finally {
      rmSync(aside, { force: true });
    }
  });
}

// Two starters may find the same dead owner. Who renames first has the dead file; the slower one may catch the
// faster one's new file, sees that its owner lives, and puts it back.
function removeDead(file: string): void {
  const aside = `${file}.dead-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return;
    throw err;
  }
  const caught = parseRunFile(aside);
  if (caught && isAlive(caught.owner)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

// Only its owner may read it: the addresses hold credentials.
function writeAside<T>(file: string, content: RunFile, use: (aside: string) => T): T {
  const aside = `${file}.new-${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  return use(aside);
}
