import type { ReactNode } from "react";

/** Terms and values of a part; what is not known is left out. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-3 p-4 text-sm sm:grid-cols-2">{children}</dl>;
}

export function Fact({ term, wide = false, children }: { term: string; wide?: boolean; children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <div className={`min-w-0 ${wide ? "sm:col-span-2" : ""}`}>
      <dt className="text-ink-faint text-xs">{term}</dt>
      <dd className="wrap-anywhere mt-0.5">{children}</dd>
    </div>
  );
}
