import { readFileSync } from "node:fs";

const tailLines = 12;

/** A part ended before it was ready; the message ends with the last lines that it printed. */
export class StartError extends Error {
  readonly code = "start-failed";
  override name = "StartError";

  constructor(part: string, logFile: string) {
    super(`${part} ended before it was ready. The end of ${logFile}:\n${tail(logFile)}`);
  }
}

function tail(file: string): string {
  try {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.slice(-tailLines).map(readable).join("\n");
  } catch {
    return "(nothing)";
  }
}

/** The text of a JSON log line; other lines as they are. */
function readable(line: string): string {
  try {
    const { msg, err } = JSON.parse(line);
    return err?.message && err.message !== msg ? `${msg}: ${err.message}` : (msg ?? line);
  } catch {
    return line;
  }
}
