import { pino } from "pino";
import type { Logger } from "./logger.ts";

/** How much a process tells, which can be changed while it runs. */
export class LogLevel {
  readonly configured: string;
  #current: string;

  /** @param configured `LOG_LEVEL`. */
  constructor(configured: string) {
    this.configured = configured;
    this.#current = configured;
  }

  get current(): string {
    return this.#current;
  }

  /** The most that it may ever tell: what is below need not even be looked at. */
  get finest(): string {
    return numberOf(this.configured) < numberOf("debug") ? this.configured : "debug";
  }

  tells(level: string | number): boolean {
    return (typeof level === "number" ? level : numberOf(level)) >= numberOf(this.#current);
  }

  /** A change is in the log also where it tells less after it. */
  change(level: string, logger: Logger): void {
    if (level === this.#current) return;
    const tell = () => logger.info({ level }, "Log level changed");
    const tellsMore = numberOf(level) < numberOf(this.#current);
    if (!tellsMore) tell();
    this.#current = level;
    if (tellsMore) tell();
  }

  /** To `debug`, and back to what was configured; for a process that is at `debug` or finer anyway, to `info`. */
  toggle(logger: Logger): void {
    const other = numberOf(this.configured) > numberOf("debug") ? "debug" : "info";
    this.change(this.#current === this.configured ? other : this.configured, logger);
  }
}

/** SIGUSR2 toggles the level; Windows has no such signal. @param onChange told of the new level. */
export function toggleLogLevelOnSignal(level: LogLevel, logger: Logger, onChange?: (level: string) => void): void {
  process.on("SIGUSR2", () => {
    level.toggle(logger);
    onChange?.(level.current);
  });
}

function numberOf(level: string): number {
  return pino.levels.values[level] ?? Number.POSITIVE_INFINITY;
}
