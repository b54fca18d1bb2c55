"use client";

import { type Json, redactedMarker } from "@baton/contracts";
import { useDeferredValue, useMemo, useState } from "react";
import { TextField } from "../ui/text-field.tsx";
import { countValues, findInJson } from "../view/json-tree.ts";
import { CopyButton } from "./copy-button.tsx";
import { JsonTree } from "./json-tree.tsx";
import { ScrollArea } from "./scroll-area.tsx";

/** Below that, a search costs more than a look. */
const searchFrom = 20;
const matchesAtMost = 100;

/** JSON as a tree that opens and closes, every number as it was written. What it says is text, whatever it looks like. */
export function JsonView({ value, label }: { value: Json; label: string }) {
  const [find, setFind] = useState("");
  const sought = useDeferredValue(find.trim());
  const isLarge = useMemo(() => countValues(value, searchFrom) >= searchFrom, [value]);
  const isRedacted = useMemo(() => JSON.stringify(value).includes(JSON.stringify(redactedMarker)), [value]);
  return (
    <>
      {isRedacted ? (
        <p className="px-4 pt-3 text-ink-soft text-xs">
          {redactedMarker}: there is a value, which is not shown here. It is stored as it came.
        </p>
      ) : null}
      <div className="flex items-center justify-end gap-2 px-4 pt-3">
        {isLarge ? (
          <TextField
            type="search"
            label={`Find in ${label}`}
            labelHidden
            placeholder="Find a name or value…"
            className="grow"
            value={find}
            onChange={(event) => setFind(event.target.value)}
          />
        ) : null}
        <CopyButton text={() => JSON.stringify(value, undefined, 2)} label={`Copy ${label}`} />
      </div>
      <ScrollArea label={`${label} as a tree`} className="max-h-112 px-4 pt-1 pb-3">
        {sought === "" ? <JsonTree value={value} /> : <Matches value={value} sought={sought} />}
      </ScrollArea>
    </>
  );
}

function Matches({ value, sought }: { value: Json; sought: string }) {
  const matches = useMemo(() => findInJson(value, sought, matchesAtMost), [value, sought]);
  return (
    <div aria-live="polite" className="text-xs">
      <p className="py-1 text-ink-soft">
        {matches.length === 0 ? "Nothing of that name or value." : `${countText(matches.length)} found.`}
      </p>
      <ul className="space-y-1 font-mono leading-relaxed">
        {matches.map(({ path, text }) => (
          <li key={path} className="wrap-anywhere">
            <span className="text-planned">{path || "(the whole)"}</span> <span>{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function countText(count: number): string {
  return count < matchesAtMost ? String(count) : `The first ${count}`;
}
