"use client";

import type { Json } from "@baton/contracts";
import { useState } from "react";
import { type JsonMember, type JsonNode, nodeOf, summaryOf } from "../view/json-tree.ts";

const openLevels = 2;
/** A longer list is closed at first, and comes a piece at a time. */
const openUpTo = 50;
const pageSize = 100;
/** A longer text is cut until it is asked for. */
const textChars = 2000;

export function JsonTree({ value }: { value: Json }) {
  return (
    <div className="font-mono text-xs leading-relaxed">
      <Node name={undefined} value={value} level={0} />
    </div>
  );
}

type NodeProps = { name: string | undefined; value: Json; level: number };

function Node({ name, value, level }: NodeProps) {
  const node = nodeOf(value);
  if (!("members" in node) || node.members.length === 0) return <Leaf name={name} node={node} />;
  return <Branch name={name} node={node} level={level} />;
}

type BranchNode = Extract<JsonNode, { members: unknown }>;

function Branch({ name, node, level }: { name: string | undefined; node: BranchNode; level: number }) {
  const startsOpen = level < openLevels && (level === 0 || node.members.length <= openUpTo);
  const [open, setOpen] = useState(startsOpen);
  return (
    <details open={startsOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="-ml-1 w-fit cursor-pointer rounded px-1 marker:text-ink-faint hover:bg-sunken">
        <Name name={name} />
        <span className="text-ink-soft">{summaryOf(node)}</span>
      </summary>
      {open ? <Members members={node.members} level={level + 1} /> : null}
    </details>
  );
}

function Members({ members, level }: { members: JsonMember[]; level: number }) {
  const [limit, setLimit] = useState(pageSize);
  const shown = members.slice(0, limit);
  return (
    <ul className="ml-1 border-line border-l pl-3.5">
      {shown.map((member) => (
        <li key={member.name}>
          <Node name={member.name} value={member.value} level={level} />
        </li>
      ))}
      {shown.length < members.length ? (
        <li>
          <button
            type="button"
            onClick={() => setLimit((before) => before + pageSize)}
            className="text-accent hover:underline"
          >
            Show more ({(members.length - shown.length).toLocaleString("en")} left)
          </button>
        </li>
      ) : null}
    </ul>
  );
}

const leafClasses: Record<JsonNode["kind"], string> = {
  text: "text-good",
  number: "text-active",
  word: "text-again",
  object: "text-ink-soft",
  array: "text-ink-soft",
};

function Leaf({ name, node }: { name: string | undefined; node: JsonNode }) {
  const [whole, setWhole] = useState(false);
  const text = "members" in node ? (node.kind === "array" ? "[]" : "{}") : node.text;
  const shown = whole ? text : text.slice(0, textChars);
  return (
    <div className="wrap-anywhere whitespace-pre-wrap">
      <Name name={name} />
      <span className={leafClasses[node.kind]}>{node.kind === "text" ? JSON.stringify(shown) : shown}</span>
      {shown.length < text.length ? (
        <button type="button" onClick={() => setWhole(true)} className="ml-2 text-accent hover:underline">
          Show all {text.length.toLocaleString("en")} characters
        </button>
      ) : null}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return <span className="text-ink">{name}: </span>;
}
