"use client";

import { Download } from "lucide-react";
import { CopyButton } from "../../components/copy-button.tsx";
import { buttonClasses } from "../../ui/button-classes.ts";
import { Panel } from "../../ui/panel.tsx";

const commands = [
  { what: "The record in storage", text: "npm run baton -- verify --public-key audit-public.pem" },
  {
    what: "An evidence pack, without storage",
    text: "npm run baton -- verify --pack evidence.ndjson.gz --public-key audit-public.pem",
  },
];

/** How to check all this without trusting this dashboard. */
export function ElsewherePanel({ hasKey }: { hasKey: boolean }) {
  return (
    <Panel title="Verify elsewhere">
      <div className="space-y-3 px-4 py-3 text-sm">
        <p className="text-ink-soft">
          Whoever can change the storage could change this page, too. Take the public key away once, keep it in another
          place, and check from there.
        </p>
        {hasKey ? (
          <a href="/api/audit/public-key" download className={buttonClasses("quiet", "medium")}>
            <Download aria-hidden="true" />
            Public key
          </a>
        ) : null}
        <ul className="space-y-2">
          {commands.map(({ what, text }) => (
            <li key={text}>
              <div className="flex items-center justify-between gap-2">
                <span className="text-ink-soft text-xs">{what}</span>
                <CopyButton text={text} label={`Copy the command: ${what}`} />
              </div>
              <pre className="wrap-anywhere mt-1 whitespace-pre-wrap rounded-lg bg-sunken px-3 py-2 font-mono text-xs">
                {text}
              </pre>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
