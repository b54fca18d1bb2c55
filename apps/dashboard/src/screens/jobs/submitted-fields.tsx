"use client";

import { useBrowserText } from "../../components/clock.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

const spans = ["1h", "24h", "7d", "30d"] as const;
type Span = "" | (typeof spans)[number] | "custom";

const options: { value: Span; label: string }[] = [
  { value: "", label: "Any time" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "custom", label: "From … to …" },
];

type Submitted = { from: string; to: string };
export type SubmittedFieldsProps = Submitted & { onChange: (submitted: Submitted) => void };

/** When a job was submitted: since a while ago, or between two times. */
export function SubmittedFields({ from, to, onChange }: SubmittedFieldsProps) {
  const span = spanOf(from, to);
  return (
    <>
      <Select
        label="Submitted"
        value={span}
        options={options}
        onValueChange={(next) => onChange(next === "custom" ? { from: hourAgo(), to: "" } : { from: next, to: "" })}
        className="sm:w-40"
      />
      {span === "custom" ? (
        <>
          <Moment label="From" iso={from} onChange={(next) => onChange({ from: next, to })} />
          <Moment label="To" iso={to} onChange={(next) => onChange({ from, to: next })} />
        </>
      ) : null}
    </>
  );
}

/** In the reader's zone. */
function Moment({ label, iso, onChange }: { label: string; iso: string; onChange: (iso: string) => void }) {
  const value = useBrowserText(
    () => localText(iso),
    () => "",
  );
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={value}
      onChange={({ target }) => onChange(target.value === "" ? "" : new Date(target.value).toISOString())}
      className="max-sm:col-span-2 sm:w-52"
    />
  );
}

function spanOf(from: string, to: string): Span {
  if (to === "" && from === "") return "";
  const span = spans.find((one) => one === from);
  return span && to === "" ? span : "custom";
}

function hourAgo(): string {
  return new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000).toISOString();
}

// Swedish writes times as the field wants them: 2026-11-26 06:00.
function localText(iso: string): string {
  const time = new Date(iso);
  if (iso === "" || Number.isNaN(time.getTime())) return "";
  return time.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" }).replace(" ", "T");
}
