import { expect, test } from "vitest";
import { LogLevel } from "./log-level.ts";
import { createLogger } from "./logger.ts";

function setup(configured: string) {
  const level = new LogLevel(configured);
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) };
  const logger = createLogger({ level, base: {}, readable: false, destination });
  return { level, logger, lines };
}

test("a change of the level is for loggers, too, that were made of it before", () => {
  const { level, logger, lines } = setup("info");
  const child = logger.child({ jobId: "1" }).child({ attempt: 1 });
  child.debug("too fine");
  level.toggle(logger);
  child.debug("told");
  level.toggle(logger);
  child.debug("too fine again");
  child.info("always");
  expect(lines).toEqual(["Log level changed", "told", "Log level changed", "always"]);
});

test("a logger tells whether a line would be written", () => {
  const { level, logger } = setup("warn");
  const child = logger.child({});
  expect([child.isLevelEnabled("debug"), child.isLevelEnabled("warn")]).toEqual([false, true]);
  level.toggle(logger);
  expect(child.isLevelEnabled("debug")).toBe(true);
});

test("a silent process says nothing until it is told to, and is silent again after it", () => {
  const { level, logger, lines } = setup("silent");
  logger.fatal("silent");
  level.toggle(logger);
  logger.debug("told");
  level.toggle(logger);
  logger.fatal("silent again");
  expect(lines).toEqual(["Log level changed", "told", "Log level changed"]);
});

test("a process that is at trace goes to info and back", () => {
  const { level, logger, lines } = setup("trace");
  logger.trace("fine");
  level.toggle(logger);
  logger.debug("too fine");
  level.toggle(logger);
  logger.trace("fine again");
  expect(lines).toEqual(["fine", "Log level changed", "Log level changed", "fine again"]);
});

test("the same level again changes nothing", () => {
  const { level, logger, lines } = setup("info");
  level.change("info", logger);
  expect(lines).toEqual([]);
});
