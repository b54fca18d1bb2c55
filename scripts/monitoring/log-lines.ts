import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";

/** A line that the sources write: its name, and how loud it is. */
export type LogLine = { name: string; level: string };

const sources = "{apps,packages}/*/{src,app}/**/*.{ts,tsx}";
/** Not of a running system: tests, and what talks to somebody at a terminal. */
const others = /\.test\.ts$|^(?:packages\/(?:testing|harness|jobs)|apps\/(?:bench|drill|cli|publisher|launcher))\//;
const call = /\blogger(?:\.(trace|debug|info|warn|error|fatal)\(|\[)/gi;

/** All of them, sorted. @throws when one has no name: neither an `event` nor a constant text. */
export function logLines(): LogLine[] {
  const files = globSync(sources, { cwd: cloneFolder, exclude: ["**/node_modules/**"] }).filter(
    (file) => !others.test(file),
  );
  const lines = files.flatMap((file) => linesOf(file, readFileSync(path.join(cloneFolder, file), "utf8")));
  return [...new Map(lines.map((line) => [`${line.name} ${line.level}`, line])).values()].toSorted((a, b) =>
    `${a.name} ${a.level}` < `${b.name} ${b.level}` ? -1 : 1,
  );
}

function linesOf(file: string, source: string): LogLine[] {
  return [...source.matchAll(call)].flatMap(({ index, 1: level }) => {
    const text = argumentsFrom(source, source.indexOf("(", index));
    const name = /\bevent: "([^"]+)"/.exec(text)?.[1] ?? /(?:^\(|[,(]\s*)"([^"]+)",?\s*\)$/.exec(text)?.[1];
    if (level !== undefined && name !== undefined) return { name, level };
    if (text.includes("event: event.kind") || text.includes("event: status")) return [];
    throw new Error(`${file}: a log line has neither an event nor a constant text: ${text}`);
  });
}

/** From an opening bracket to the one that closes it. */
function argumentsFrom(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === "(") depth += 1;
    if (source[at] === ")") depth -= 1;
    if (depth === 0) return source.slice(start, at + 1);
  }
  throw new Error("A bracket is not closed");
}
