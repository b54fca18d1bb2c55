"use client";

import { useTimeText } from "../components/clock.ts";
import { useExactText } from "../components/times.tsx";
import { relativeTime } from "../view/relative-time.ts";
import { Tooltip } from "./tooltip.tsx";

/**
 * "12s ago", with the exact time in the reader's zone on hover and on focus. For places where a time is what one looks
 * for; a list of rows takes `RelativeTime`, or the Tab key would stop at each of them.
 */
export function FocusableTime({ iso }: { iso: string }) {
  const text = useTimeText((now) => relativeTime(new Date(iso), now));
  const exact = useExactText(iso);
  return (
    <Tooltip text={exact}>
      <button type="button" className="cursor-help whitespace-nowrap underline decoration-dotted underline-offset-3">
        <time dateTime={iso}>{text}</time>
        <span className="sr-only">, {exact}</span>
      </button>
    </Tooltip>
  );
}
