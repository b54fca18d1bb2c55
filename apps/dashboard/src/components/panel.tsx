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

/** What a panel shows when there is nothing in it yet. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children ? <div className="mt-2 text-ink-soft text-sm">{children}</div> : null}
    </div>
  );
}

export function ErrorNotice({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="m-4 rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm">
      {children}
    </p>
  );
}

const skeletonRows = ["w-3/4", "w-2/3", "w-4/5", "w-1/2", "w-3/5"];

export function Skeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="space-y-4 p-4">
      {skeletonRows.map((width) => (
        <div key={width} className={`h-4 motion-safe:animate-pulse rounded bg-line ${width}`} />
      ))}
    </div>
  );
}
