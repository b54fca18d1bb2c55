import type { Finding, FindingLevel } from "@baton/contracts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import type { Tone } from "../../view/status-tone.ts";

const levels: Record<FindingLevel, { tone: Tone; word: string; rank: number }> = {
  problem: { tone: "bad", word: "Problem", rank: 0 },
  hazard: { tone: "waiting", word: "Hazard", rank: 1 },
  note: { tone: "idle", word: "Note", rank: 2 },
};

/** What there is to say about a part, the worst first, each with what to do. */
export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((one, other) => levels[one.level].rank - levels[other.level].rank);
  return (
    <ul className="divide-y divide-line border-line border-b bg-sunken">
      {sorted.map(({ code, level, what, remedy }) => (
        <li key={`${code} ${what}`} className="space-y-1.5 px-4 py-3 text-sm">
          <ToneBadge tone={levels[level].tone}>{levels[level].word}</ToneBadge>
          <p className="wrap-anywhere">{what}</p>
          <p className="wrap-anywhere text-ink-soft">
            <span className="font-medium">What to do:</span> {remedy}
          </p>
        </li>
      ))}
    </ul>
  );
}
