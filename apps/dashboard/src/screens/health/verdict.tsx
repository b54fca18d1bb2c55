import type { Finding, HealthDetails } from "@baton/contracts";
import { badgeClasses, dotClasses } from "../../ui/tone-classes.ts";
import type { Tone } from "../../view/status-tone.ts";

/** Whether jobs run, in one sentence. */
export function Verdict({ details, isOld }: { details: HealthDetails; isOld: boolean }) {
  const { tone, text } = verdictOf(details);
  return (
    <p
      role="status"
      className={`flex items-baseline gap-3 rounded-xl px-4 py-3 font-medium ${isOld ? badgeClasses.over : badgeClasses[tone]}`}
    >
      <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${dotClasses[isOld ? "over" : tone]}`} />
      <span className="min-w-0">{isOld ? `When it answered last: ${text}` : text}</span>
    </p>
  );
}

function verdictOf(details: HealthDetails): { tone: Tone; text: string } {
  const findings = findingsOf(details);
  const count = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  const [problems, hazards] = [count("problem"), count("hazard")];
  if (!details.ready || problems > 0)
    return {
      tone: "bad",
      text: `Jobs that are submitted now do not run. ${counted(Math.max(1, problems), "problem")} to solve.`,
    };
  if (hazards > 0) return { tone: "waiting", text: `Jobs run. ${counted(hazards, "hazard")} to know of.` };
  return { tone: "good", text: "Jobs run, and nothing threatens them." };
}

function findingsOf({ broker, storage, workers, dashboard }: HealthDetails): Finding[] {
  return [broker, storage, workers, dashboard].flatMap(({ findings }) => findings);
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
