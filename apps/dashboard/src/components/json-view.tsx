"use client";

import type { Json } from "@baton/contracts";
import { useState } from "react";
import { CopyButton } from "./copy-button.tsx";
import { ScrollArea } from "./scroll-area.tsx";

const shownAtFirst = 20_000;

/** JSON as text, every number as it was written; the rest of a long one on demand. */
export function JsonView({ value, label }: { value: Json; label: string }) {
  const [whole, setWhole] = useState(false);
  const text = JSON.stringify(value, undefined, 2);
  const shown = whole ? text : text.slice(0, shownAtFirst);
  return (
    <div className="relative">
      <div className="absolute top-2 right-2">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
      <ScrollArea label={label} className="max-h-112 px-4 py-3 pr-20">
        <pre className="font-mono text-xs leading-relaxed">{shown}</pre>
      </ScrollArea>
      {shown.length < text.length ? (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="w-full border-line border-t px-4 py-2 text-accent text-sm hover:bg-sunken"
        >
          Show all ({Math.ceil(text.length / 1024)} KiB)
        </button>
      ) : null}
    </div>
  );
}
