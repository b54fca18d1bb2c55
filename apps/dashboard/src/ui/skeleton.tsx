const skeletonRows = ["w-3/4", "w-2/3", "w-4/5", "w-1/2", "w-3/5"];

export function Skeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="space-y-4 p-4">
      {skeletonRows.map((width) => (
        <div key={width} className={`h-4 motion-safe:animate-pulse rounded bg-line ${width}`} />
      ))}
    </div>
  );
}
