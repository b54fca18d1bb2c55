import type { Loaded } from "../live/use-live-resource.ts";

/** What is shown stays while it cannot be read anew; this says so. */
export function OutdatedNotice<T>({ loaded: { data, error }, what }: { loaded: Loaded<T>; what: string }) {
  const isOutdated = data !== undefined && error !== undefined;
  return (
    <div role="status" className="empty:hidden">
      {isOutdated ? (
        <p className="rounded-lg bg-waiting-soft px-4 py-2.5 text-sm text-waiting">
          {what} may be out of date: it could not be read anew ({error.message}). Trying again…
        </p>
      ) : null}
    </div>
  );
}
