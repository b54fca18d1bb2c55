"use client";

import { submitPage } from "../navigation/site-pages.ts";
import { useSitePages } from "../navigation/use-site-pages.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const everywhere: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["Ctrl or ⌘", "K"], does: "Commands" },
  { keys: ["/"], does: "Search by job id or name" },
  { keys: ["?"], does: "This sheet" },
  { keys: ["Esc"], does: "Close what is open" },
];

const inTables: typeof everywhere = [
  { keys: ["↑", "↓"], does: "From row to row" },
  { keys: ["Enter"], does: "Open the row" },
  { keys: ["Space"], does: "Select the row" },
];

/** Every key that does something. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const pages = [...useSitePages(), submitPage].map(({ letter, label }) => ({ keys: ["g", letter], does: label }));
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()} title="Keyboard shortcuts" size="medium">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        <Keys title="Go to a page" rows={pages} />
        <div className="space-y-5">
          <Keys title="Everywhere" rows={everywhere} />
          <Keys title="In a table" rows={inTables} />
        </div>
      </div>
    </Dialog>
  );
}

function Keys({ title, rows }: { title: string; rows: typeof everywhere }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium text-ink-faint text-xs">{title}</h3>
      <dl className="divide-y divide-line text-sm">
        {rows.map(({ keys, does }) => (
          <div key={does} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
