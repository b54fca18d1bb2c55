import { createLogger, LogLevel } from "@baton/runtime";
import { expect, test } from "vitest";
import { UnpickedKeys } from "./unpicked-keys.ts";

function setup(configured: string) {
  const lines: unknown[] = [];
  const level = new LogLevel(configured);
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ level, base: {}, readable: false, destination });
  const toldRules = () => lines.flatMap((line) => (line as { rule?: string }).rule ?? []);
  return { level, logger, unpicked: new UnpickedKeys(logger), lines, toldRules };
}

const inSeconds = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));

test("why a key is not picked is said once, until the reason is another one", () => {
  const { unpicked, lines, toldRules } = setup("debug");
  unpicked.note("a", { rule: "no-free-slot" });
  unpicked.note("a", { rule: "no-free-slot" });
  unpicked.note("b", { rule: "no-free-slot" });
  unpicked.note("a", { rule: "circuit", type: "mail", until: inSeconds(1) });
  unpicked.note("a", { rule: "circuit", type: "mail", until: inSeconds(2) });
  unpicked.note("a", { rule: "circuit", type: "report", until: inSeconds(2) });
  unpicked.note("a", { rule: "no-free-slot" });
  expect(toldRules()).toEqual(["no-free-slot", "no-free-slot", "circuit", "circuit", "no-free-slot"]);
  expect(lines[2]).toMatchObject({
    keyId: "a",
    msg: "Key not picked",
    type: "mail",
    until: "2026-01-01T00:00:01.000Z",
  });
});

test("after a key was picked the same reason is said again", () => {
  const { unpicked, toldRules } = setup("debug");
  unpicked.note("a", { rule: "paused" });
  unpicked.note("a", undefined);
  unpicked.note("a", { rule: "paused" });
  expect(toldRules()).toEqual(["paused", "paused"]);
});

test("a process that is told to say more says also what has held a key back for long", () => {
  const { level, logger, unpicked, toldRules } = setup("info");
  unpicked.note("a", { rule: "parked" });
  expect(toldRules()).toEqual([]);
  level.toggle(logger);
  unpicked.note("a", { rule: "parked" });
  expect(toldRules()).toEqual(["parked"]);
});
