import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";

export type MachineFacts = {
  node: string;
  baton: string;
  /** Of the disk where the data folder is, or will be. */
  disk: { folder: string; freeBytes: number };
  /** How far this machine's wall clock is ahead of storage's; undefined while storage has told no time. */
  clockOffsetMs: number | undefined;
};

export async function machineFacts(dataFolder: string, clockOffsetMs: number | undefined): Promise<MachineFacts> {
  const folder = existingFolder(dataFolder);
  const { bavail, bsize } = await statfs(folder);
  return { node: process.version, baton: batonVersion(), disk: { folder, freeBytes: bavail * bsize }, clockOffsetMs };
}

function existingFolder(folder: string): string {
  return existsSync(folder) ? folder : existingFolder(path.dirname(folder));
}

function batonVersion(): string {
  return JSON.parse(readFileSync(path.join(cloneFolder, "package.json"), "utf8")).version as string;
}
