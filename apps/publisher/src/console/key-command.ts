import type { Key } from "node:readline";

export type KeyCommand = "submit" | "burst" | "data-job" | "failing-job" | "new-job" | "lock-key" | "help" | "quit";

const commands: Record<string, KeyCommand> = {
  b: "burst",
  d: "data-job",
  f: "failing-job",
  n: "new-job",
  l: "lock-key",
  h: "help",
  "?": "help",
  q: "quit",
};

/** What a key asks for. Undefined for Ctrl and Alt combinations other than Ctrl-C: they are someone else's. */
export function keyCommand(text: string | undefined, key: Key): KeyCommand | undefined {
  if (key.ctrl && key.name === "c") return "quit";
  if (key.ctrl || key.meta) return undefined;
  return commands[text?.toLowerCase() ?? ""] ?? "submit";
}
