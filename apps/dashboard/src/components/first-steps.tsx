"use client";

import { EmptyState } from "../ui/empty-state.tsx";
import { useBrowserText } from "./clock.ts";

/** What to do when there is no job yet. */
export function FirstSteps() {
  const origin = useBrowserText(
    () => location.origin,
    () => "http://127.0.0.1:3000",
  );
  return (
    <EmptyState title="No jobs yet">
      <p>Press a key in the console, or run:</p>
      <pre className="mx-auto mt-3 max-w-xl overflow-x-auto rounded-lg bg-sunken px-4 py-3 text-left font-mono text-xs leading-relaxed">
        {`curl ${origin}/api/jobs \\\n  -H 'Content-Type: application/json' \\\n  -d '{"type":"demo","payload":{"steps":5}}'`}
      </pre>
    </EmptyState>
  );
}
