import type { Redaction } from "@baton/contracts";
import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from "pino";
import pretty from "pino-pretty";
import { traceOfLogLine } from "./tracing/tracing.ts";

export type { Logger } from "pino";

export type LoggerOptions = {
  level: string;
  /** On every line, e.g. `{ app: "processor", workerId }`. */
  base: Record<string, unknown>;
  /** Readable lines instead of JSON; default: when standard output is a terminal. */
  readable?: boolean;
  /** What no line may show of what jobs are given, give and print. */
  redaction?: Redaction;
};

const levelNames: Record<number, string> = { 10: "TRC", 20: "DBG", 30: "INF", 40: "WRN", 50: "ERR", 60: "FTL" };

/** The root logger of an app. Packages receive it; they never make one. */
export function createLogger({ level, base, readable = process.stdout.isTTY, redaction }: LoggerOptions): Logger {
  const options = { level, base, mixin: traceOfLogLine, ...(redaction?.isOn ? redacting(redaction) : {}) };
  return readable ? pino(options, readableStream()) : pino(options);
}

function redacting(redaction: Redaction): Pick<PinoOptions, "hooks" | "serializers"> {
  const redacted = (part: unknown) => (typeof part === "string" ? redaction.text(part) : redaction.value(part));
  return {
    hooks: {
      logMethod(parts, method) {
        method.apply(this, parts.map(redacted) as typeof parts);
      },
    },
    serializers: { err: (err: Error) => redaction.value(pino.stdSerializers.err(err)) },
  };
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
