import type { Loaded } from "../live/use-live-resource.ts";
import { ErrorNotice } from "../ui/error-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** What stands where data will be: that it is loading, or why it cannot be read. Nothing once there is some. */
export function LoadState<T>({ loaded: { data, error }, what }: { loaded: Loaded<T>; what: string }) {
  if (data !== undefined) return null;
  if (!error) return <Skeleton label={`Loading: ${what}`} />;
  return (
    <ErrorNotice>
      {what} could not be read. {error.message} Trying again…
    </ErrorNotice>
  );
}
