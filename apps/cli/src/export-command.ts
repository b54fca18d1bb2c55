import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { keyId, PackExport, type PackScope, publicKeyText, type Storage } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { ledgerOfJob } from "./job-ledger.ts";
import type { ExportOptions, Target } from "./options.ts";
import type { TrustedKeys } from "./trusted-keys.ts";
import { UsageError } from "./usage-error.ts";

/** Writes an evidence pack. */
export async function exportPack(
  storage: Storage,
  { target, outFile, withContents }: ExportOptions,
  trusted: TrustedKeys,
  tell: (text: string) => void,
): Promise<ExitCode> {
  const scope = await scopeOf(storage, target);
  const pack = new PackExport({
    storage,
    scope,
    withContents,
    withCheckpoints: true,
    publicKeys: trusted.keys.map(publicKeyText),
  });
  const counts = { events: 0, jobs: 0, checkpoint: 0 };
  const text = async function* () {
    for await (const line of pack.lines()) {
      if (line.kind === "event") counts.events += 1;
      if (line.kind === "job") counts.jobs += 1;
      if (line.kind === "checkpoint") counts.checkpoint += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  };
  await write(Readable.from(text()), outFile);
  tell(`Exported ${counts.events} events, ${counts.jobs} jobs and ${counts.checkpoint} checkpoint lines.`);
  return exitCode.ok;
}

async function scopeOf(storage: Storage, target: Target): Promise<PackScope> {
  switch (target.kind) {
    case "job":
      return { kind: "job", ...(await ledgerOfJob(storage, target.jobId)) };
    case "key":
      return { kind: "key", keyId: keyId(target.tenantId, target.lockKey) };
    case "all":
      return { kind: "since", since: (target.since ?? new Date(0)).toISOString() };
  }
}

async function write(text: Readable, outFile: string | undefined): Promise<void> {
  if (outFile === undefined) return pipeline(text, process.stdout, { end: false });
  try {
    const file = createWriteStream(outFile);
    await (outFile.endsWith(".gz") ? pipeline(text, createGzip(), file) : pipeline(text, file));
  } catch (err) {
    if (!(err instanceof Error && "syscall" in err && "path" in err)) throw err;
    throw new UsageError(`--out: cannot write the file "${outFile}" (${err.message})`, { cause: err });
  }
}
