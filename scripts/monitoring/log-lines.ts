import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";

/** A line that the sources write: its name, and how loud it is. */
export type LogLine = { name: string; level: string };

const sources = "{apps,packages}/*/{src,app}/**/*.{ts,tsx}";
/** Not of a running system: tests, and what talks to somebody at a terminal. */
const others = /\.test\.ts$|^(?:packages\/(?:testing|harness|jobs)|apps\/(?:bench|drill|cli|publisher|launcher))\//;
/** Those whose event is not written out, by what stands there. */
const varying: Record<string, LogLine[]> = {
  // attempt-record.ts: what a running attempt says.
  "event: eventNames[event.kind]": [
    { name: "Step", level: "info" },
    { name: "Log", level: "info" },
    { name: "Progress", level: "debug" },
  ],
  // attempt-runner.ts: how it has ended.
  "event: status": [
    ...["Completed", "Interrupted"].map((name) => ({ name, level: "info" })),
    ...["Failed", "TimedOut", "Cancelled", "DeadLettered"].map((name) => ({ name, level: "error" })),
    { name: "RetryScheduled", level: "warn" },
  ],
};
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
    const ofVarying = Object.entries(varying).find(([event]) => text.includes(event));
    if (ofVarying) return ofVarying[1];
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
