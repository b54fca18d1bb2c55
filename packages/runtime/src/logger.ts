import type { Redaction } from "@baton/contracts";
import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from "pino";
import pretty from "pino-pretty";
import { LogLevel } from "./log-level.ts";
import { traceOfLogLine } from "./tracing/tracing.ts";

export type { Logger } from "pino";

export type LoggerOptions = {
  /** One that can be changed, or one for good. */
  level: LogLevel | string;
  /** On every line, e.g. `{ app: "processor", workerId }`. */
  base: Record<string, unknown>;
  /** Readable lines instead of JSON; default: when standard output is a terminal. */
  readable?: boolean;
  /** What no line may show of what jobs are given, give and print. */
  redaction?: Redaction;
  /** Where JSON goes; default: standard output. */
  destination?: DestinationStream;
};

type LogMethod = NonNullable<NonNullable<PinoOptions["hooks"]>["logMethod"]>;

const levelNames: Record<number, string> = { 10: "TRC", 20: "DBG", 30: "INF", 40: "WRN", 50: "ERR", 60: "FTL" };

/** The root logger of an app. Packages receive it; they never make one. */
export function createLogger(given: LoggerOptions): Logger {
  const { level, base, readable = process.stdout.isTTY, redaction, destination } = given;
  const logMethod = methodFor(level, redaction?.isOn ? redaction : undefined);
  const options: PinoOptions = {
    level: level instanceof LogLevel ? level.finest : level,
    base,
    mixin: traceOfLogLine,
    ...(logMethod ? { hooks: { logMethod } } : {}),
    ...(redaction?.isOn ? { serializers: { err: redactedError(redaction) } } : {}),
  };
  const logger = readable ? pino(options, readableStream()) : pino(options, destination ?? pino.destination(1));
  // Its children inherit it.
  if (level instanceof LogLevel) logger.isLevelEnabled = (name) => level.tells(name);
  return logger;
}

/**
 * A logger's children have the level that it had when they were made, so they are all made for the finest one, and
 * each line is asked about.
 */
function methodFor(level: LogLevel | string, redaction: Redaction | undefined): LogMethod | undefined {
  const changeable = level instanceof LogLevel ? level : undefined;
  if (!changeable && !redaction) return undefined;
  const redacted = (part: unknown) => (typeof part === "string" ? redaction?.text(part) : redaction?.value(part));
  return function logMethod(parts, method, number) {
    if (changeable && !changeable.tells(number)) return;
    method.apply(this, redaction ? (parts.map(redacted) as typeof parts) : parts);
  };
}

function redactedError(redaction: Redaction) {
  return (err: Error) => redaction.value(pino.stdSerializers.err(err));
}

/** `[10:30:15 INF] job-019…: Lock acquired (fence 7). Starting job processing...` */
function readableStream(): DestinationStream {
  return pretty({
    // The sentence says it all; only an error's stack comes below it.
    include: "err",
    messageFormat: (log, messageKey) => {
      const time = new Date(log["time"] as number).toTimeString().slice(0, 8);
      const subject = log["jobId"] ? `job-${log["jobId"]}: ` : log["workerId"] ? `${log["workerId"]}: ` : "";
      return `[${time} ${levelNames[log["level"] as number] ?? "???"}] ${subject}${log[messageKey]}`;
    },
  });
}
