import { ToneBadge } from "../../ui/tone-badge.tsx";
import { eventTones, type Tone } from "../../view/status-tone.ts";
import type { Attempt } from "./key-timeline.ts";

/** The colour of what became of an attempt. */
export function attemptTone({ outcome }: Pick<Attempt, "outcome">): Tone {
  return outcome ? eventTones[outcome] : "active";
}

export function AttemptBadge({ attempt }: { attempt: Attempt }) {
  const { outcome } = attempt;
  return (
    <ToneBadge tone={attemptTone(attempt)} pulsing={outcome === undefined}>
      {outcome ?? "Running"}
    </ToneBadge>
  );
}
