import type { Progress } from "@baton/contracts";
import { dotClasses } from "../ui/tone-classes.ts";
import type { Tone } from "../view/status-tone.ts";

export function ProgressBar({ progress, label, tone }: { progress: Progress; label: string; tone: Tone }) {
  const { done, total } = progress;
  const percent = total > 0 ? Math.min(100, Math.max(0, (100 * done) / total)) : 0;
  return (
    <span className="flex items-center gap-2">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={`${done} of ${total}`}
        className="h-1.5 min-w-12 flex-1 overflow-hidden rounded-full bg-line"
      >
        <span
          className={`block h-full rounded-full motion-safe:transition-[width] motion-safe:duration-300 ${dotClasses[tone]}`}
          style={{ width: `${percent}%` }}
        />
      </span>
      <span className="text-ink-soft text-xs tabular-nums">
        {done}/{total}
      </span>
    </span>
  );
}
