import { type Logger, type LogLevel, toggleLogLevelOnSignal } from "@baton/runtime";
import type { ToChild } from "./parent-protocol.ts";

/**
 * The parent says how much is told. A signal that comes here, as it does to a whole family of processes, must not undo
 * what the parent says; nor may it end the child. A child that is run by itself obeys it.
 */
export function levelFromParent(level: LogLevel, logger: Logger): void {
  if (!process.connected) {
    toggleLogLevelOnSignal(level, logger);
    return;
  }
  process.on("SIGUSR2", () => undefined);
  process.on("message", (message: ToChild) => {
    if (message.kind === "log-level") level.change(message.level, logger);
  });
}
