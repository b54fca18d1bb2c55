import type { LockView } from "@baton/contracts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { standingOf, standingTones, standingWords } from "./lock-standing.ts";

export function LockBadge({ lock }: { lock: LockView }) {
  const standing = standingOf(lock);
  return (
    <ToneBadge tone={standingTones[standing]} pulsing={standing === "running"}>
      {standingWords[standing]}
    </ToneBadge>
  );
}
