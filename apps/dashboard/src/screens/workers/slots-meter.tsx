/** How many of a worker's slots are taken: as a bar and as figures. */
export function SlotsMeter({ inUse, slots }: { inUse: number; slots: number }) {
  const share = Math.min(1, inUse / slots);
  return (
    <span className="inline-flex items-center gap-2">
      <span className="whitespace-nowrap tabular-nums">
        {inUse} of {slots}
      </span>
      <span aria-hidden="true" className="block h-1.5 w-12 shrink-0 overflow-hidden rounded-full bg-line">
        <span
          className={`block h-full rounded-full ${share === 1 ? "bg-waiting" : "bg-active"}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </span>
  );
}
