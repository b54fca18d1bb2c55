import type { Progress } from "@baton/contracts";

export function ProgressBar({ progress, label }: { progress: Progress; label: string }) {
  const percent = progress.total > 0 ? Math.min(100, Math.max(0, (100 * progress.done) / progress.total)) : 0;
  return (
    <span className="flex items-center gap-2">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={progress.total}
        aria-valuenow={progress.done}
        className="h-1.5 min-w-12 flex-1 overflow-hidden rounded-full bg-line"
      >
        <span
          className="block h-full rounded-full bg-active motion-safe:transition-[width] duration-300"
          style={{ width: `${percent}%` }}
        />
      </span>
      <span className="text-ink-soft text-xs tabular-nums">
        {progress.done}/{progress.total}
      </span>
    </span>
  );
}
