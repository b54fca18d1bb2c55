import type { ReactNode } from "react";

/** A titled box; `aside` stands at the right of the title. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="overflow-hidden rounded-xl border border-line bg-surface shadow-xs">
      <header className="flex items-baseline justify-between gap-4 border-line border-b px-4 py-3">
        <h2 className="font-semibold text-sm">{title}</h2>
        {aside ? <div className="text-ink-faint text-xs">{aside}</div> : null}
      </header>
      {children}
    </section>
  );
}
