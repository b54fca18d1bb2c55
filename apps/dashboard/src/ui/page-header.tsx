import type { ReactNode } from "react";

export type PageHeaderProps = {
  title: ReactNode;
  /** One sentence: what this page answers. */
  description?: ReactNode;
  /** Buttons, at the right of the title. */
  actions?: ReactNode;
};

/** The page's `h1` and what stands beside it. */
export function PageHeader({ title, description, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">{title}</h1>
        {description ? <p className="mt-1 max-w-3xl text-ink-soft text-sm">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
