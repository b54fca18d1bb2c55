"use client";

import { useBrowserText, useNow } from "../../components/clock.ts";
import { momentText } from "../../view/looked-back.ts";
import type { JobRows } from "./job-rows.ts";

export type SearchReachProps = { rows: JobRows | undefined; searching: boolean; error: Error | undefined };

/** How many there are so far, and how far back that is: told politely, but not each new job of a list of all. */
export function SearchReach({ rows, searching, error }: SearchReachProps) {
  return (
    <p aria-live={rows?.query === "" ? "off" : "polite"} className="min-w-0 text-ink-soft text-sm">
      {error && rows ? <span className="text-bad">May be out of date: {error.message} Trying again… </span> : null}
      {searching ? "Searching…" : rows ? <Reach rows={rows} /> : null}
    </p>
  );
}

function Reach({ rows: { jobs, lookedBackTo, query } }: { rows: JobRows }) {
  const what = query === "" ? (jobs.length === 1 ? "job" : "jobs") : "found";
  const count = `${jobs.length.toLocaleString("en")} ${what}`;
  if (jobs.length === 0 && query === "") return null;
  if (lookedBackTo === undefined) return `${count}, that is all`;
  return (
    <>
      Looked back to <Moment iso={lookedBackTo} />, {count}
    </>
  );
}

function Moment({ iso }: { iso: string }) {
  const now = useNow();
  const text = useBrowserText(
    () => momentText(new Date(iso), new Date(now)),
    () => `${momentText(new Date(iso), new Date(now), "UTC")} UTC`,
  );
  return <time dateTime={iso}>{text}</time>;
}
