import type { PackReport, RecordBreak, VerifyReport } from "@baton/store";

const mostYounger = 5;

/** What was checked and found, for people. */
export function reportText(report: VerifyReport | PackReport, trustedFrom: string): string {
  return [
    checkedLine(report),
    trustLine(report, trustedFrom),
    ...("proofs" in report ? proofLines(report) : youngerLines(report)),
    ...report.breaks.map(breakLine),
    report.breaks.length === 0
      ? "The record holds."
      : `The record does not hold: ${counted(report.breaks.length, "break")}.`,
  ].join("\n");
}

function checkedLine({ checked }: VerifyReport): string {
  const { keys, events, jobs, holds, attempts, blobs, expired, checkpointLines } = checked;
  const parts = [
    counted(keys, "key"),
    counted(events, "event"),
    counted(jobs, "job"),
    counted(holds, "hold"),
    counted(attempts, "attempt"),
    counted(blobs, "large value"),
    ...(expired > 0 ? [counted(expired, "expired result")] : []),
    counted(checkpointLines, "checkpoint line"),
  ];
  return `Checked ${parts.join(", ")}.`;
}

function trustLine({ checkpoints }: VerifyReport, trustedFrom: string): string {
  switch (checkpoints.trust) {
    case "no-lines":
      return "There are no checkpoint lines yet: a record that was rewritten as a whole would not be found.";
    case "given-key":
      return `The checkpoint lines are signed by ${trustedFrom}; the last is of ${checkpoints.lastLineAt}.`;
    case "first-line":
      return `Nobody vouches for the key that signed the checkpoint lines (the last is of ${checkpoints.lastLineAt}): give --public-key.`;
  }
}

function youngerLines({ younger }: VerifyReport): string[] {
  if (younger.length === 0) return [];
  const shown = younger.slice(0, mostYounger).map(({ keyId, firstSeq, lastSeq }) => `${keyId} ${firstSeq}–${lastSeq}`);
  const rest = younger.length > mostYounger ? ` and of ${younger.length - mostYounger} more keys` : "";
  return [`Younger than the last checkpoint line, so not signed yet: events ${shown.join(", ")}${rest}.`];
}

function proofLines({ proofs }: PackReport): string[] {
  return proofs.map(({ keyId, first, last, signed }) => {
    const events = `${keyId}: events ${first}–${last} are one chain`;
    if (!signed) return `${events}; no checkpoint line signs them.`;
    const proven = `${events}; checkpoint line ${signed.line} of ${signed.at} signs all up to ${signed.seq}`;
    return signed.seq === last ? `${proven}.` : `${proven}, nothing signs those behind it.`;
  });
}

function breakLine({ keyId, place, reason }: RecordBreak): string {
  return `BREAK  ${keyId ? `${keyId}, ` : ""}${place}: ${reason}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
