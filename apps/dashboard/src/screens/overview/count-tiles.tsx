import type { Overview } from "@baton/contracts";
import { StatTile } from "../../ui/stat-tile.tsx";
import { countText } from "../../view/count-text.ts";

/** How many jobs there are in each state that is not over; a dash until it is known. */
export function CountTiles({ overview }: { overview: Overview | undefined }) {
  const { running, waiting, scheduled, deadLettered } = overview ?? {};
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 sm:gap-4">
      <StatTile
        label="Running"
        tone="active"
        value={running?.length ?? "–"}
        hint="under their locks"
        href="/jobs?status=Running"
      />
      <StatTile
        label="Waiting"
        tone="waiting"
        value={waiting ? countText(waiting) : "–"}
        hint="due, not started"
        href="/jobs?status=Waiting"
      />
      <StatTile
        label="Scheduled"
        tone="planned"
        value={scheduled ? countText(scheduled) : "–"}
        hint="for later, with retries"
        href="/jobs?status=Scheduled"
      />
      <StatTile
        label="Dead-lettered"
        tone={deadLettered?.count === 0 ? "over" : "bad"}
        value={deadLettered ? countText(deadLettered) : "–"}
        hint="not replayed"
        href="/dead-letters"
      />
    </div>
  );
}
