import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";

/** Starts the drill, which is a program of its own. @returns its exit code. */
export async function startDrill(args: string[]): Promise<number> {
  const drill = spawn(process.execPath, [join(cloneFolder, "apps/drill/src/main.ts"), ...args], { stdio: "inherit" });
  // Ctrl-C goes to both: the drill ends in order, and this one behind it.
  const wait = () => undefined;
  process.on("SIGINT", wait);
  const [code] = await once(drill, "close");
  process.off("SIGINT", wait);
  return code ?? 1;
}
