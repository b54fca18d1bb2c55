import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** The path of the first program that there is: in `folders` first, then on the PATH. */
export function findProgram(names: readonly string[], folders: readonly string[]): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return [...folders, ...onPath]
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => isProgram(file));
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
