import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Caretaker, OwnedProcess, StartError } from "@baton/embedded";
import { cloneFolder } from "@baton/runtime";

const appFolder = path.join(cloneFolder, "apps/dashboard");
const hashFile = path.join(appFolder, ".next/baton-sources");

export type BuildOptions = { logFile: string; caretaker: Caretaker; say: (line: string) => void };

/** Builds the dashboard, unless the last build is of the same sources. */
export async function buildDashboard({ logFile, caretaker, say }: BuildOptions): Promise<void> {
  const hash = hashSources();
  if (existsSync(hashFile) && readFileSync(hashFile, "utf8") === hash) return;
  say("dashboard: building (the first time, and when its sources have changed) …");
  const startedAt = Date.now();
  const build = await OwnedProcess.start({
    name: "dashboard build",
    role: "app",
    command: process.execPath,
    args: [path.join(cloneFolder, "node_modules/next/dist/bin/next"), "build", appFolder],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    logFile,
    graceMs: 2000,
    caretaker,
  });
  const progress = setInterval(() => say(`dashboard: building … ${seconds(startedAt)}`), 10_000);
  const { code } = await build.exited;
  clearInterval(progress);
  if (code !== 0) throw new StartError("The build of the dashboard", logFile);
  writeFileSync(hashFile, hash);
  say(`dashboard: built in ${seconds(startedAt)}`);
}

function seconds(startedAt: number): string {
  return `${Math.round((Date.now() - startedAt) / 1000)} s`;
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const file of [...sourceFiles(appFolder), ...packageSources(), path.join(cloneFolder, "package-lock.json")]) {
    hash.update(`${path.relative(cloneFolder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function packageSources(): string[] {
  const packages = path.join(cloneFolder, "packages");
  return readdirSync(packages)
    .sort()
    .flatMap((name) => sourceFiles(path.join(packages, name, "src")));
}

const notSources = /^(node_modules|test|e2e|\.next|next-env\.d\.ts)$|\.(test\.tsx?|tsbuildinfo)$/;

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notSources.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(file) : [file];
    });
}
