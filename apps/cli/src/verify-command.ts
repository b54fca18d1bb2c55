import { keyId, type Storage, Verifier, type VerifyReport } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { ledgerOfJob } from "./job-ledger.ts";
import type { Target, VerifyOptions } from "./options.ts";
import type { TrustedKeys } from "./trusted-keys.ts";
import { reportText } from "./verify-report.ts";

/** Checks the record in storage and says what it found. */
export async function verifyRecord(
  storage: Storage,
  { target, json }: VerifyOptions,
  trusted: TrustedKeys,
  say: (text: string) => void,
): Promise<ExitCode> {
  const report = await checked(storage, target, trusted);
  say(json ? JSON.stringify(report, undefined, 2) : reportText(report, trusted.from));
  return report.breaks.length === 0 ? exitCode.ok : exitCode.broken;
}

async function checked(storage: Storage, target: Target, { keys }: TrustedKeys): Promise<VerifyReport> {
  const verifier = new Verifier(storage);
  switch (target.kind) {
    case "all":
      return verifier.all({ trusted: keys, since: target.since });
    case "key":
      return verifier.key(keyId(target.tenantId, target.lockKey), { trusted: keys, since: target.since });
    case "job":
      return verifier.key((await ledgerOfJob(storage, target.jobId)).keyId, { trusted: keys });
  }
}
