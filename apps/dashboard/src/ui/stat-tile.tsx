import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Tone } from "../view/status-tone.ts";
import { dotClasses } from "./tone-classes.ts";

export type StatTileProps = {
  label: string;
  value: ReactNode;
  /** A second, smaller line: what the figure is of, or how it has changed. */
  hint?: ReactNode;
  tone?: Tone;
  /** The page with what has been counted. */
  href?: Route;
};

/** A figure with its name; tiles stand in a grid. Its height does not depend on whether there is a hint yet. */
export function StatTile({ label, value, hint, tone, href }: StatTileProps) {
  return (
    <div className="relative rounded-xl border border-line bg-surface px-4 py-3 shadow-xs has-[a:hover]:border-line-strong">
      <p className="flex items-center gap-2 text-ink-soft text-xs">
        {tone ? <span aria-hidden="true" className={`size-2 rounded-full ${dotClasses[tone]}`} /> : null}
        {href ? (
          <Link href={href} className="after:absolute after:inset-0 after:rounded-xl hover:text-ink">
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      <p className="mt-1 truncate font-semibold text-2xl tabular-nums tracking-tight">{value}</p>
      <p className="min-h-4 truncate text-ink-faint text-xs">{hint}</p>
    </div>
  );
}
