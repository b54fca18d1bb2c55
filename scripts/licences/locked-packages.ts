import { readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";

/** A package as the lock file names it. */
export type LockedPackage = {
  name: string;
  version: string;
  /** An SPDX expression, by the package's own word. */
  licence: string;
  /** Not needed to run Baton, only to develop it. */
  isForDevelopment: boolean;
  /** npm would run code of it when it is installed. */
  hasInstallScript: boolean;
};

type Entry = {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
};

const modules = "node_modules/";

/** All that `npm ci` installs, on whatever platform; Baton's own packages are not among them. */
export function lockedPackages(): LockedPackage[] {
  const { packages } = readJson("package-lock.json") as { packages: Record<string, Entry> };
  return Object.entries(packages)
    .filter(([place, { link }]) => place.includes(modules) && !link)
    .map(([place, entry]) => ({
      name: place.slice(place.lastIndexOf(modules) + modules.length),
      version: entry.version ?? "",
      licence: entry.license ?? "none",
      isForDevelopment: entry.dev === true || entry.devOptional === true,
      hasInstallScript: entry.hasInstallScript === true,
    }));
}

/** Which packages may run code when they are installed (`allowScripts` of package.json), and which may not. */
export function scriptsAllowed(): Record<string, boolean> {
  return (readJson("package.json") as { allowScripts: Record<string, boolean> }).allowScripts;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(cloneFolder, name), "utf8"));
}
