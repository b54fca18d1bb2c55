import path from "node:path";
import { type Caretaker, OwnedProcess, StartError } from "@baton/embedded";
import { cloneFolder, type Environment } from "@baton/runtime";
import { z } from "zod";

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("running"), jobs: z.int() }),
  z.object({ kind: z.literal("told"), text: z.string() }),
]);

export type AppSpec = {
  /** Of the process, e.g. worker-1. */
  name: string;
  app: "processor" | "dashboard";
  env: Environment;
  logFile: string;
  graceMs: number;
  caretaker: Caretaker;
  /** Told whenever the number of jobs that it runs has changed. */
  onRunning?: (jobs: number) => void;
  /** Shows what is for whoever looks, and for no log. */
  onTold?: (text: string) => void;
};

/** Starts one of our apps and waits until it says that it is ready. @throws {StartError} */
export async function startApp({ app, logFile, onRunning, onTold, ...spec }: AppSpec): Promise<OwnedProcess> {
  const owned = await OwnedProcess.start({
    ...spec,
    role: "app",
    command: process.execPath,
    args: [path.join(cloneFolder, "apps", app, "src/main.ts")],
    logFile,
    ipc: true,
  });
  const ready = await owned.message((received) => {
    const message = messageSchema.safeParse(received).data;
    if (message?.kind === "running") onRunning?.(message.jobs);
    if (message?.kind === "told") onTold?.(message.text);
    return message?.kind === "ready" ? message : undefined;
  });
  if (!ready) throw new StartError(spec.name, logFile);
  return owned;
}
