import type { Health } from "@baton/contracts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import type { Tone } from "../../view/status-tone.ts";

const states: Record<Health["broker"]["status"], { tone: Tone; word: string }> = {
  up: { tone: "good", word: "Up" },
  starting: { tone: "planned", word: "Starting" },
  down: { tone: "bad", word: "Down" },
};

export function PartBadge({ status }: { status: Health["broker"]["status"] }) {
  const { tone, word } = states[status];
  return <ToneBadge tone={tone}>{word}</ToneBadge>;
}
