import type { WorkerState } from "@baton/contracts";
import { StatTile } from "../../ui/stat-tile.tsx";
import { workerTones } from "./worker-badge.tsx";
import type { WorkerRow } from "./worker-row.ts";

export function WorkerTiles({ rows }: { rows: readonly WorkerRow[] }) {
  const others = rows.filter(({ external, state }) => external && state !== "gone").length;
  const own = rows.filter(({ external, state }) => !external && state !== "gone");
  const inUse = own.reduce((sum, { slotsInUse }) => sum + slotsInUse, 0);
  const slots = own.reduce((sum, { concurrency }) => sum + concurrency, 0);
  const free = own
    .filter(({ state }) => state === "live")
    .reduce((sum, { slotsInUse, concurrency }) => sum + Math.max(0, concurrency - slotsInUse), 0);
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatTile label="Live" value={count(own, "live")} hint={liveHint(others)} tone={workerTones.live} />
      <StatTile label="Draining" value={count(own, "draining")} hint="only finish" tone={workerTones.draining} />
      <StatTile label="Gone" value={count(rows, "gone")} hint="silent for over 20 s" tone={workerTones.gone} />
      <StatTile label="Slots in use" value={`${inUse} of ${slots}`} hint={`${free} free`} tone="active" />
    </div>
  );
}

function liveHint(others: number): string {
  return others === 0 ? "take new lock keys" : `and ${others} not Baton’s own`;
}

function count(rows: readonly WorkerRow[], state: WorkerState): number {
  return rows.filter((row) => row.state === state).length;
}
