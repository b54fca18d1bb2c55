import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";

export const clone = path.resolve(import.meta.dirname, "../..");

export function readText(file: string): string {
  return readFileSync(path.resolve(clone, file), "utf8");
}

/** Every document of a YAML file, with its anchors and merges. @throws where it is no YAML, or has a key twice. */
export function readYaml(file: string): unknown[] {
  return parseAllDocuments(readText(file), { merge: true }).map((document) => {
    const [error] = [...document.errors, ...document.warnings];
    if (error) throw new Error(`${file}: ${error.message}`);
    return document.toJS();
  });
}
