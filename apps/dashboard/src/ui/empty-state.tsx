import type { ReactNode } from "react";

/** What a panel shows when there is nothing in it yet. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children ? <div className="mt-2 text-ink-soft text-sm">{children}</div> : null}
    </div>
  );
}
