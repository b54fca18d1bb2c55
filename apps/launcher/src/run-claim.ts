import { renameSync } from "node:fs";
import { Leftovers } from "@baton/embedded";
import { identifyProcess, isAlive, pause, type RunFile, RunLock, readRunFile } from "@baton/runtime";
import { dataPaths } from "./launch-config.ts";
import type { Screen } from "./screen.ts";

export type ClaimOptions = { dataFolder: string; namespace: string; screen: Screen };
export type Claim = RunLock | { heldBy: RunFile };

const pollMs = 100;

/** Makes this process the one that runs the clone's system; waits for the remains of one that was killed. */
export async function claimRun({ dataFolder, namespace, screen }: ClaimOptions): Promise<Claim> {
  const owner = identifyProcess(process.pid);
  if (!owner) throw new Error("This process cannot find itself in the system's list of processes");
  await caretakerGone(dataFolder, screen);
  return RunLock.acquire(dataFolder, { owner, startedAt: new Date().toISOString(), namespace });
}

/** Moves the data aside and claims the new, empty folder. */
export async function startFresh(lock: RunLock, options: ClaimOptions): Promise<Claim> {
  const { dataFolder, screen } = options;
  const paths = dataPaths(dataFolder);
  for (const folder of [paths.broker, paths.storage]) await new Leftovers(folder).end();
  lock.release();
  const aside = `${dataFolder}.${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}`;
  renameSync(dataFolder, aside);
  screen.say(`the old data is in ${aside}`);
  return claimRun(options);
}

// A system whose supervisor was killed is being stopped by its caretaker, which must not meet the next one.
async function caretakerGone(dataFolder: string, screen: Screen): Promise<void> {
  const left = readRunFile(dataFolder);
  if (!left?.caretaker || isAlive(left.owner) || !isAlive(left.caretaker)) return;
  screen.say("waiting until what was left of the last run is stopped …");
  while (isAlive(left.caretaker)) await pause(pollMs);
}
