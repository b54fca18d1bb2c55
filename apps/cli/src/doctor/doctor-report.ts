import type { Check } from "@baton/doctor";

/** What `--json` prints. */
export type DoctorReport = { at: string; problems: number; hazards: number; notes: number; checks: Check[] };

export function doctorReport(checks: Check[], now: Date): DoctorReport {
  const count = (level: Check["level"]) => checks.filter((check) => check.level === level).length;
  return { at: now.toISOString(), problems: count("problem"), hazards: count("hazard"), notes: count("note"), checks };
}

/** A line a check; under what was found, what to do. */
export function doctorText(report: DoctorReport): string {
  return [...report.checks.flatMap(linesOf), "", verdict(report)].join("\n");
}

function linesOf({ level, part, code, what, remedy }: Check): string[] {
  const lead = `${level.padEnd(8)} ${part.padEnd(8)} `;
  if (level === "ok") return [`${lead}${what}`];
  return [`${lead}${what} [${code}]`, `${" ".repeat(lead.length)}What to do: ${remedy}`];
}

function verdict({ problems, hazards, notes }: DoctorReport): string {
  const told = [counted(problems, "problem"), counted(hazards, "hazard"), counted(notes, "note")].join(", ");
  return problems > 0 ? `${told}: jobs do not run, or the record is in danger.` : `${told}.`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
