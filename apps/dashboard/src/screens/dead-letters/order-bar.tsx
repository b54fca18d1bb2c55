"use client";

import { Button } from "../../ui/button.tsx";
import { jobsText } from "../../view/jobs-text.ts";
import type { DeadLetterAction, RunningOrder } from "./use-bulk-order.ts";

export type OrderBarProps = {
  selected: number;
  running: RunningOrder | undefined;
  onOrder: (action: DeadLetterAction) => void;
  onClear: () => void;
  onHalt: () => void;
};

/** At the foot of the screen: how far an order for many is, or what can be done about the selected ones. */
export function OrderBar({ selected, running, onOrder, onClear, onHalt }: OrderBarProps) {
  if (!running && selected === 0) return null;
  return (
    <section
      aria-label={running ? "Progress" : "Selection"}
      className="sticky bottom-4 z-30 mx-auto flex w-fit max-w-full flex-wrap items-center justify-center gap-3 rounded-xl border border-line-strong bg-surface px-4 py-2.5 text-sm shadow-lg"
    >
      {running ? (
        <Progress running={running} onHalt={onHalt} />
      ) : (
        <>
          <span aria-live="polite" className="font-medium">
            {selected.toLocaleString("en")} selected
          </span>
          <Button size="small" variant="primary" onClick={() => onOrder("replay")}>
            Replay selected
          </Button>
          <Button size="small" onClick={() => onOrder("discard")}>
            Discard selected
          </Button>
          <Button size="small" onClick={onClear}>
            Clear selection
          </Button>
        </>
      )}
    </section>
  );
}

const presentWords: Record<DeadLetterAction, string> = { replay: "Replaying", discard: "Discarding" };

function Progress({ running, onHalt }: { running: RunningOrder; onHalt: () => void }) {
  const { action, given, refused, total, stopping } = running;
  const told = given + refused;
  const of = total === undefined ? jobsText(told) : `${told.toLocaleString("en")} of ${jobsText(total)}`;
  return (
    <>
      <span role="status">
        {presentWords[action]}… {of}
        {refused > 0 ? `, ${refused.toLocaleString("en")} refused` : null}
      </span>
      {total === undefined ? null : (
        <progress aria-label="Part that is done" value={told} max={total} className="h-2 w-32 accent-accent" />
      )}
      <Button size="small" busy={stopping} onClick={onHalt}>
        {stopping ? "Stopping…" : "Stop"}
      </Button>
    </>
  );
}
