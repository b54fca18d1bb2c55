import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { PackCheck } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { VerifyPackOptions } from "./options.ts";
import type { TrustedKeys } from "./trusted-keys.ts";
import { UsageError } from "./usage-error.ts";
import { reportText } from "./verify-report.ts";

/** Checks an evidence pack by itself and says what it proves. */
export async function verifyPack(
  { packFile, json }: VerifyPackOptions,
  trusted: TrustedKeys,
  say: (text: string) => void,
): Promise<ExitCode> {
  const check = new PackCheck(trusted.keys);
  try {
    for await (const line of linesOf(packFile)) check.take(line);
  } catch (err) {
    const reason = err instanceof Error && "code" in err ? String(err.code) : String(err);
    throw new UsageError(`--pack: cannot read the file "${packFile}" (${reason})`, { cause: err });
  }
  const report = check.report();
  say(json ? JSON.stringify(report, undefined, 2) : reportText(report, trusted.from));
  return report.breaks.length === 0 ? exitCode.ok : exitCode.broken;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const input = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  // What fails in the file does not reach the stream behind it by itself.
  bytes.on("error", (err) => input.destroy(err));
  const failed = new Promise<never>((_, reject) => input.once("error", reject));
  failed.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) return;
    yield next.value;
  }
}
