import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "@baton/runtime";

/** The modules whose exports define job types: those that ship, and a user's own from `JOBS_DIR`. */
export async function jobModules(jobsDir: string | undefined): Promise<string[]> {
  const shipped = import.meta.resolve("@baton/jobs");
  if (jobsDir === undefined) return [shipped];
  const folder = resolve(jobsDir);
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`JOBS_DIR: expected a folder with job files, but ${folder} cannot be read (${cause.code})`, {
      cause,
    });
  });
  const own = names.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/\.(test|spec|d)\.\w+$/.test(name)).sort();
  return [shipped, ...own.map((name) => pathToFileURL(resolve(folder, name)).href)];
}
