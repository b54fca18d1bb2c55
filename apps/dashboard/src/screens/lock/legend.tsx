const signs: readonly { label: string; sign: string }[] = [
  { label: "Held", sign: "border border-planned bg-planned-soft" },
  { label: "Held now", sign: "border border-active bg-active-soft" },
  { label: "Lost", sign: "border border-bad border-dashed bg-bad-soft" },
  { label: "Attempt runs", sign: "bg-active" },
  { label: "completed", sign: "bg-good" },
  { label: "failed", sign: "bg-bad" },
  { label: "interrupted", sign: "bg-again" },
  { label: "Jobs waited", sign: "bg-waiting opacity-70" },
];

/** What the colours of the picture mean. */
export function Legend() {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
      {signs.map(({ label, sign }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`h-2.5 w-4 rounded-xs ${sign}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}
