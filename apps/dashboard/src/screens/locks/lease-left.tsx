"use client";

import { useTimeText } from "../../components/clock.ts";

/**
 * How long a lease lasts unless it is renewed, counting down; its worker says every few seconds how it stands. Overdue:
 * the worker has not been heard of for so long that its lease may be over.
 */
export function LeaseLeft({ until }: { until: string | undefined }) {
  const end = until === undefined ? undefined : Date.parse(until);
  const text = useTimeText((now) => {
    if (end === undefined) return "–";
    const seconds = Math.ceil((end - now) / 1000);
    return seconds > 0 ? `${seconds} s` : "overdue";
  });
  return <span className="tabular-nums">{text}</span>;
}
